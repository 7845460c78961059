/**
 * The parameters of a path under a template such as `/api/answers/:answerId/stop`; null if it is another path. A parameter
 * with a `+` may hold slashes.
 */
export type PathMatcher = (path: string) => Record<string, string> | null;

export function pathMatcher(template: string): PathMatcher {
  const parameters = template.replaceAll(
    /:(\w+)(\+?)/g,
    (_, name: string, rest: string) => `(?<${name}>${rest ? '.+' : '[^/]+'})`,
  );
  const pattern = new RegExp(`^${parameters}$`);
  return (path) => {
    const match = pattern.exec(path);
    return match && { ...match.groups };
  };
}
