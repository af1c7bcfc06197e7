export { ClientSocket } from './client-socket.js';
export { type OpenSocket, type SocketCall, SocketRoutes } from './socket-routes.js';
