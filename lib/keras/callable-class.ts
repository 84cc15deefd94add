/** Lets a class be called without `new`, as Keras' functions of the same kind are: `initializers.zeros()`. */
export const callable = <Args extends unknown[], Made extends object>(Class: new (...args: Args) => Made) =>
  new Proxy(Class, {
    apply: (Made, _, args) => Reflect.construct(Made, args),
  }) as (new (...args: Args) => Made) & ((...args: Args) => Made);
