/** How a connection to Redis behaves when Redis does not. A new object each time: clients write into it. */
export const redisSettings = () => ({
  // What cannot be sent now is not sent later: nobody waits for it any more.
  disableOfflineQueue: true,
  // A connection that is dead without a word is found out, also where nothing is sent otherwise.
  pingInterval: 5000,
  socket: {
    connectTimeout: 2000,
    socketTimeout: 15_000,
    reconnectStrategy: (retries: number) => Math.min(50 * 2 ** retries, 1000),
  },
});

/** The same for a cluster, by the address of one of its nodes. */
export const redisClusterSettings = (url: string) => {
  const { username, password, protocol } = new URL(url);
  const { socket, ...settings } = redisSettings();
  return {
    rootNodes: [{ url }],
    // Of the nodes that the first one names nothing is known but their addresses.
    defaults: {
      ...settings,
      ...(username !== "" && { username: decodeURIComponent(username) }),
      ...(password !== "" && { password: decodeURIComponent(password) }),
      socket: protocol === "rediss:" ? { ...socket, tls: true as const } : socket,
    },
  };
};
