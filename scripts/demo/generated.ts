import type { FieldResolver as ResolverFn } from '../../src/execution/resolvers.ts';
import type { GraphQLResolveInfo } from 'graphql';
import type { ResolverContext } from '../../src/execution/resolvers.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type { ResolverFn };
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
};

/** What can be read. */
export type Query = {
  __typename?: 'Query';
  /** A friendly word. A resolver of our own answers it, in scripts/demo/resolvers.ts: no call is made. */
  greet: Scalars['String']['output'];
  /** All posts, or those that fit every argument given. */
  posts?: Maybe<Array<Post>>;
  /** One post; an error with `http.status` 404 if there is none. */
  post?: Maybe<Post>;
  /** All comments, or those that fit every argument given. */
  comments?: Maybe<Array<Comment>>;
  /** One comment; an error with `http.status` 404 if there is none. */
  comment?: Maybe<Comment>;
  /** All albums, or those that fit every argument given. */
  albums?: Maybe<Array<Album>>;
  /** One album; an error with `http.status` 404 if there is none. */
  album?: Maybe<Album>;
  /** All photos, or those that fit every argument given. There are 5,000. */
  photos?: Maybe<Array<Photo>>;
  /** One photo; an error with `http.status` 404 if there is none. */
  photo?: Maybe<Photo>;
  /** All todos, or those that fit every argument given. */
  todos?: Maybe<Array<Todo>>;
  /** One todo; an error with `http.status` 404 if there is none. */
  todo?: Maybe<Todo>;
  /** All users, or those that fit every argument given. */
  users?: Maybe<Array<User>>;
  /** One user; an error with `http.status` 404 if there is none. */
  user?: Maybe<User>;
};


/** What can be read. */
export type QueryPostsArgs = {
  userId?: InputMaybe<Scalars['ID']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  offset?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryPostArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryCommentsArgs = {
  postId?: InputMaybe<Scalars['ID']['input']>;
  email?: InputMaybe<Scalars['String']['input']>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  offset?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryCommentArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryAlbumsArgs = {
  userId?: InputMaybe<Scalars['ID']['input']>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  offset?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryAlbumArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryPhotosArgs = {
  albumId?: InputMaybe<Scalars['ID']['input']>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  offset?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryPhotoArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryTodosArgs = {
  userId?: InputMaybe<Scalars['ID']['input']>;
  completed?: InputMaybe<Scalars['Boolean']['input']>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  offset?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryTodoArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryUsersArgs = {
  username?: InputMaybe<Scalars['String']['input']>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  offset?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. */
export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};

/** What can be changed. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Writes a post. The demo's own API keeps it until it stops; the public one only pretends to. */
  createPost?: Maybe<Post>;
  /** Changes the fields of a post that the input names, and leaves the others. */
  updatePost?: Maybe<Post>;
  /** Deletes a post and its comments. Answers with the id of what is gone. */
  deletePost?: Maybe<Scalars['ID']['output']>;
};


/** What can be changed. */
export type MutationCreatePostArgs = {
  input: CreatePostInput;
};


/** What can be changed. */
export type MutationUpdatePostArgs = {
  id: Scalars['ID']['input'];
  input: UpdatePostInput;
};


/** What can be changed. */
export type MutationDeletePostArgs = {
  id: Scalars['ID']['input'];
};

/** A new post. */
export type CreatePostInput = {
  /** Who writes it. */
  userId: Scalars['ID']['input'];
  /** Its headline. */
  title: Scalars['String']['input'];
  /** Its text. */
  body: Scalars['String']['input'];
};

/** What to change about a post; what is absent or null stays as it is. */
export type UpdatePostInput = {
  /** The new headline. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** The new text. */
  body?: InputMaybe<Scalars['String']['input']>;
};

/** An article that a user wrote. */
export type Post = {
  __typename?: 'Post';
  /** Names the post among all posts. */
  id: Scalars['ID']['output'];
  /** The id of its author. */
  userId?: Maybe<Scalars['ID']['output']>;
  /** Its headline. */
  title?: Maybe<Scalars['String']['output']>;
  /** Its text, in lines. */
  body?: Maybe<Scalars['String']['output']>;
  /** Who wrote it. The authors of many posts come in one call. */
  user?: Maybe<User>;
  /** What people said about it. The comments on many posts come in one call. */
  comments?: Maybe<Array<Comment>>;
};

/** What somebody said about a post. */
export type Comment = {
  __typename?: 'Comment';
  /** Names the comment among all comments. */
  id: Scalars['ID']['output'];
  /** The id of the post it is about. */
  postId?: Maybe<Scalars['ID']['output']>;
  /** Its headline. */
  name?: Maybe<Scalars['String']['output']>;
  /** The address of who wrote it. */
  email?: Maybe<Scalars['String']['output']>;
  /** Its text, in lines. */
  body?: Maybe<Scalars['String']['output']>;
  /** The post it is about. The posts of many comments come in one call. */
  post?: Maybe<Post>;
};

/** A collection of photos that a user made. */
export type Album = {
  __typename?: 'Album';
  /** Names the album among all albums. */
  id: Scalars['ID']['output'];
  /** The id of who made it. */
  userId?: Maybe<Scalars['ID']['output']>;
  /** What it is called. */
  title?: Maybe<Scalars['String']['output']>;
  /** Who made it. The users of many albums come in one call. */
  user?: Maybe<User>;
  /** What is in it. The photos of 20 albums come in one call. */
  photos?: Maybe<Array<Photo>>;
};

/** A photo in an album. It never changes once it is there. */
export type Photo = {
  __typename?: 'Photo';
  /** Names the photo among all photos. */
  id: Scalars['ID']['output'];
  /** The id of the album it is in. */
  albumId?: Maybe<Scalars['ID']['output']>;
  /** What it shows. */
  title?: Maybe<Scalars['String']['output']>;
  /** Where it is, in full size. */
  url?: Maybe<Scalars['String']['output']>;
  /** Where it is, in small. */
  thumbnailUrl?: Maybe<Scalars['String']['output']>;
  /** The album it is in. The albums of many photos come in one call. */
  album?: Maybe<Album>;
};

/** Something a user means to do. Always read anew: nobody wants to see a done thing as open. */
export type Todo = {
  __typename?: 'Todo';
  /** Names the todo among all todos. */
  id: Scalars['ID']['output'];
  /** The id of whose it is. */
  userId?: Maybe<Scalars['ID']['output']>;
  /** What is to be done. */
  title?: Maybe<Scalars['String']['output']>;
  /** Whether it is done. */
  completed?: Maybe<Scalars['Boolean']['output']>;
  /** Whose it is. The users of many todos come in one call. */
  user?: Maybe<User>;
};

/** A person who writes posts, makes albums and has things to do. */
export type User = {
  __typename?: 'User';
  /** Names the user among all users. */
  id: Scalars['ID']['output'];
  /** First and last name. */
  name?: Maybe<Scalars['String']['output']>;
  /** The name used to log in. */
  username?: Maybe<Scalars['String']['output']>;
  /** Where to write to. */
  email?: Maybe<Scalars['String']['output']>;
  /** Where to call, in no particular form. */
  phone?: Maybe<Scalars['String']['output']>;
  /** A host name, without a scheme. */
  website?: Maybe<Scalars['String']['output']>;
  /** Where the user lives. */
  address?: Maybe<Address>;
  /** Who the user works for. */
  company?: Maybe<Company>;
  /** What the user wrote. The posts of many users come in one call. */
  posts?: Maybe<Array<Post>>;
  /** What the user collected. The albums of many users come in one call. */
  albums?: Maybe<Array<Album>>;
  /** What the user means to do. The todos of many users come in one call. */
  todos?: Maybe<Array<Todo>>;
};

/** Where a user lives. */
export type Address = {
  __typename?: 'Address';
  /** Street, without a number. */
  street?: Maybe<Scalars['String']['output']>;
  /** Suite or apartment. */
  suite?: Maybe<Scalars['String']['output']>;
  /** Town or city. */
  city?: Maybe<Scalars['String']['output']>;
  /** Postal code. */
  zipcode?: Maybe<Scalars['String']['output']>;
  /** The place on the map. */
  geo?: Maybe<Geo>;
};

/** A place on the map. */
export type Geo = {
  __typename?: 'Geo';
  /** Latitude in degrees, as text. */
  lat?: Maybe<Scalars['String']['output']>;
  /** Longitude in degrees, as text. */
  lng?: Maybe<Scalars['String']['output']>;
};

/** Who a user works for. */
export type Company = {
  __typename?: 'Company';
  /** What it is called. */
  name?: Maybe<Scalars['String']['output']>;
  /** What it says about itself. */
  catchPhrase?: Maybe<Scalars['String']['output']>;
  /** What it does, in the words of its marketing. */
  bs?: Maybe<Scalars['String']['output']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  CreatePostInput: CreatePostInput;
  UpdatePostInput: UpdatePostInput;
  Post: ResolverTypeWrapper<Post>;
  Comment: ResolverTypeWrapper<Comment>;
  Album: ResolverTypeWrapper<Album>;
  Photo: ResolverTypeWrapper<Photo>;
  Todo: ResolverTypeWrapper<Todo>;
  User: ResolverTypeWrapper<User>;
  Address: ResolverTypeWrapper<Address>;
  Geo: ResolverTypeWrapper<Geo>;
  Company: ResolverTypeWrapper<Company>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Mutation: Record<PropertyKey, never>;
  CreatePostInput: CreatePostInput;
  UpdatePostInput: UpdatePostInput;
  Post: Post;
  Comment: Comment;
  Album: Album;
  Photo: Photo;
  Todo: Todo;
  User: User;
  Address: Address;
  Geo: Geo;
  Company: Company;
  Boolean: Scalars['Boolean']['output'];
  String: Scalars['String']['output'];
  Int: Scalars['Int']['output'];
};

export type DeferDirectiveArgs = {
  if?: Scalars['Boolean']['input'];
  label?: Maybe<Scalars['String']['input']>;
};

export type DeferDirectiveResolver<Result, Parent, ContextType = ResolverContext, Args = DeferDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type StreamDirectiveArgs = {
  if?: Scalars['Boolean']['input'];
  label?: Maybe<Scalars['String']['input']>;
  initialCount?: Maybe<Scalars['Int']['input']>;
};

export type StreamDirectiveResolver<Result, Parent, ContextType = ResolverContext, Args = StreamDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type QueryResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  greet?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  posts?: Resolver<Maybe<Array<ResolversTypes['Post']>>, ParentType, ContextType, Partial<QueryPostsArgs>>;
  post?: Resolver<Maybe<ResolversTypes['Post']>, ParentType, ContextType, RequireFields<QueryPostArgs, 'id'>>;
  comments?: Resolver<Maybe<Array<ResolversTypes['Comment']>>, ParentType, ContextType, Partial<QueryCommentsArgs>>;
  comment?: Resolver<Maybe<ResolversTypes['Comment']>, ParentType, ContextType, RequireFields<QueryCommentArgs, 'id'>>;
  albums?: Resolver<Maybe<Array<ResolversTypes['Album']>>, ParentType, ContextType, Partial<QueryAlbumsArgs>>;
  album?: Resolver<Maybe<ResolversTypes['Album']>, ParentType, ContextType, RequireFields<QueryAlbumArgs, 'id'>>;
  photos?: Resolver<Maybe<Array<ResolversTypes['Photo']>>, ParentType, ContextType, Partial<QueryPhotosArgs>>;
  photo?: Resolver<Maybe<ResolversTypes['Photo']>, ParentType, ContextType, RequireFields<QueryPhotoArgs, 'id'>>;
  todos?: Resolver<Maybe<Array<ResolversTypes['Todo']>>, ParentType, ContextType, Partial<QueryTodosArgs>>;
  todo?: Resolver<Maybe<ResolversTypes['Todo']>, ParentType, ContextType, RequireFields<QueryTodoArgs, 'id'>>;
  users?: Resolver<Maybe<Array<ResolversTypes['User']>>, ParentType, ContextType, Partial<QueryUsersArgs>>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
};

export type MutationResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createPost?: Resolver<Maybe<ResolversTypes['Post']>, ParentType, ContextType, RequireFields<MutationCreatePostArgs, 'input'>>;
  updatePost?: Resolver<Maybe<ResolversTypes['Post']>, ParentType, ContextType, RequireFields<MutationUpdatePostArgs, 'id' | 'input'>>;
  deletePost?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType, RequireFields<MutationDeletePostArgs, 'id'>>;
};

export type PostResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Post'] = ResolversParentTypes['Post']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  userId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  body?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  comments?: Resolver<Maybe<Array<ResolversTypes['Comment']>>, ParentType, ContextType>;
};

export type CommentResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Comment'] = ResolversParentTypes['Comment']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  postId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  body?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  post?: Resolver<Maybe<ResolversTypes['Post']>, ParentType, ContextType>;
};

export type AlbumResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Album'] = ResolversParentTypes['Album']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  userId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  photos?: Resolver<Maybe<Array<ResolversTypes['Photo']>>, ParentType, ContextType>;
};

export type PhotoResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Photo'] = ResolversParentTypes['Photo']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  albumId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  thumbnailUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  album?: Resolver<Maybe<ResolversTypes['Album']>, ParentType, ContextType>;
};

export type TodoResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Todo'] = ResolversParentTypes['Todo']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  userId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  completed?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  username?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  website?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  address?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  posts?: Resolver<Maybe<Array<ResolversTypes['Post']>>, ParentType, ContextType>;
  albums?: Resolver<Maybe<Array<ResolversTypes['Album']>>, ParentType, ContextType>;
  todos?: Resolver<Maybe<Array<ResolversTypes['Todo']>>, ParentType, ContextType>;
};

export type AddressResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Address'] = ResolversParentTypes['Address']> = {
  street?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  suite?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  city?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  zipcode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  geo?: Resolver<Maybe<ResolversTypes['Geo']>, ParentType, ContextType>;
};

export type GeoResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Geo'] = ResolversParentTypes['Geo']> = {
  lat?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lng?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CompanyResolvers<ContextType = ResolverContext, ParentType extends ResolversParentTypes['Company'] = ResolversParentTypes['Company']> = {
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  catchPhrase?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  bs?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = ResolverContext> = {
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Post?: PostResolvers<ContextType>;
  Comment?: CommentResolvers<ContextType>;
  Album?: AlbumResolvers<ContextType>;
  Photo?: PhotoResolvers<ContextType>;
  Todo?: TodoResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  Address?: AddressResolvers<ContextType>;
  Geo?: GeoResolvers<ContextType>;
  Company?: CompanyResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = ResolverContext> = {
  defer?: DeferDirectiveResolver<any, any, ContextType>;
  stream?: StreamDirectiveResolver<any, any, ContextType>;
};
