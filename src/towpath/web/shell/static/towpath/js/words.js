// The words that scripts show, translated by the server in <meta name="towpath-words">.

const given = JSON.parse(document.querySelector('meta[name="towpath-words"]')?.content || "{}");

/** The sentence `key` with its gaps {} filled in order. */
export function say(key, ...parts) {
  return parts.reduce((text, part) => text.replace("{}", part), given[key] ?? key);
}
