import type { components, paths } from './generated';

/** The types of the HTTP interface by name: `Schemas['ProductView']`. */
export type Schemas = components['schemas'];
export type Money = Schemas['Money'];

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

type Operation<P extends keyof paths, M extends Method> = paths[P][M];
/** The paths that take a method. */
export type Path<M extends Method> = { [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never }[keyof paths];

type Content<T> = T extends { content: infer C } ? C[keyof C] : undefined;
type Successes<R> = { [S in keyof R]: S extends 200 | 201 | 202 ? Content<R[S]> : S extends 204 ? undefined : never }[keyof R];

/** What a route answers. */
export type Answer<P extends keyof paths, M extends Method> = Operation<P, M> extends { responses: infer R } ? Successes<R> : never;

type ParametersIn<O, Where extends string> = O extends { parameters: infer All }
  ? Where extends keyof All ? All[Where] : never
  : never;

/** Query values: lists are repeated; what is empty is left out. */
export type QueryValue = string | number | boolean | null | undefined | readonly string[];
export type Query = { readonly [name: string]: QueryValue };

/** Filters by an attribute have names that no document can list: `'attr.colour': ['red']`. */
type AttributeFilters<P> = P extends '/v1/products' ? { readonly [name: `attr.${string}`]: readonly string[] } : unknown;
type QueryOf<P extends keyof paths, M extends Method> = NonNullable<ParametersIn<Operation<P, M>, 'query'>> & AttributeFilters<P>;
/** A body of bytes is given as a Blob or File. */
type BodyOf<P extends keyof paths, M extends Method> = Operation<P, M> extends { requestBody: { content: infer C } }
  ? C extends { 'application/json': infer J } ? J : Blob
  : undefined;

type PathNames<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | PathNames<Rest> : never;
type PathOf<P extends string> = [PathNames<P>] extends [never] ? { path?: undefined } : { path: Record<PathNames<P>, string> };

/** Everything that goes with a call, typed by the route. */
export type Options<P extends keyof paths, M extends Method> = PathOf<P> & {
  query?: QueryOf<P, M>;
  body?: BodyOf<P, M>;
  /** Makes a POST safe to repeat; keep the key until the answer came (see `idempotencyKey`). */
  idempotencyKey?: string;
  /** Opens a guest's cart. */
  cartToken?: string | null;
  /** Opens a guest's order. */
  orderToken?: string | null;
  /** Opens a quote for whoever has the link of its mail. */
  quoteToken?: string | null;
  signal?: AbortSignal;
};

/** A GET with its parameters: something to load, prefetch, or find in what is already here. */
export interface Request<T> {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Only carries the type. */
  readonly answer?: T;
}
