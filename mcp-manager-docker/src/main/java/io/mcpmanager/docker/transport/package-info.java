/**
 * How an engine is spoken to: its address, sockets, TLS, HTTP with a deadline for each request, JSON, and what can go wrong
 * on the way. Knows no other room.
 */
@NullMarked
package io.mcpmanager.docker.transport;

import org.jspecify.annotations.NullMarked;
