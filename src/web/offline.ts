const script = '/service-worker.js';

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): string;
  };
}

/** Has the browser keep the page, so that it loads while the server is away. */
export async function keepPage(): Promise<void> {
  // Only where the address is one that browsers trust: localhost, or https.
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register(trusted(script));
  } catch (error) {
    // The page works without: some browsers forbid it in private windows, and a server may go away just now.
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
  }
}

/** The page's policy lets a script's address pass only through here, and this is the only one. */
function trusted(url: string): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  const rules = { createScriptURL: (asked: string) => (asked === script ? asked : '') };
  return trustedTypes ? trustedTypes.createPolicy('app', rules).createScriptURL(url) : url;
}
