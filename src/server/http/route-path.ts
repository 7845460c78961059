/** The parameters of a path under a template such as `/api/answers/:answerId/stop`; null if it is another path. */
export type PathMatcher = (path: string) => Record<string, string> | null;

export function pathMatcher(template: string): PathMatcher {
  const pattern = new RegExp(`^${template.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
  return (path) => {
    const match = pattern.exec(path);
    return match && { ...match.groups };
  };
}
