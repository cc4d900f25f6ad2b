/**
 * The way out of a container's network: a proxy that lets it reach the hosts it may, and no others. Knows no other room,
 * and nothing of engines.
 */
@NullMarked
package io.mcpmanager.docker.egress;

import org.jspecify.annotations.NullMarked;
