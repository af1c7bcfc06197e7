export { RedisLink, type RedisState } from './redis-link.js';
export { UnusableRedisError } from './redis-facts.js';
