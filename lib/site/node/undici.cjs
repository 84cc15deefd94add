/** The package `undici`, of which jsdom makes objects when it loads: a page that only draws fetches nothing. */
const dispatcher = { compose: () => dispatcher };

module.exports = new Proxy(
  { getGlobalDispatcher: () => dispatcher },
  { get: (own, name) => Reflect.get(own, name) ?? class {} },
);
