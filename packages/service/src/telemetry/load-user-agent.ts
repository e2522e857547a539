/**
 * How the load generator names itself to a frontend (RFC 9110 section 10.1.5), so that the traces of its
 * visitors can be told from those of people.
 */
export const LOAD_USER_AGENT = "hipstershop-loadgenerator";
