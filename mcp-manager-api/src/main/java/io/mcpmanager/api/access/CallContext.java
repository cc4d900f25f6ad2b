package io.mcpmanager.api.access;

import java.util.Objects;

/**
 * On whose behalf, in which tenant and as part of which request something is done. It is the first parameter of every
 * driving port and travels with the call instead of in thread locals. Immutable.
 *
 * @param principal who acts
 * @param tenant whose things are meant
 * @param correlationId ties together everything that one request causes; not blank, at most 128 characters
 * @param grants what the principal may do in that tenant
 * @param address network address the request came from; empty if it came from within this program
 * @param credential which credential was presented, such as {@code session:…} or {@code key:…}; no secret; empty for none
 */
public record CallContext(
    Principal principal,
    String tenant,
    String correlationId,
    Grants grants,
    String address,
    String credential) {

  /** The tenant of everything that names no other. */
  public static final String DEFAULT_TENANT = "default";

  /** Refuses blank or over-long parts. */
  public CallContext {
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(grants, "grants");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(credential, "credential");
    if (tenant.isBlank()) {
      throw new IllegalArgumentException("tenant must not be blank");
    }
    if (correlationId.isBlank() || correlationId.length() > 128) {
      throw new IllegalArgumentException("correlationId must have 1 to 128 characters");
    }
  }

  /** Somebody who presented no credential that is known here. */
  public CallContext(
      Principal principal, String tenant, String correlationId, Grants grants, String address) {
    this(principal, tenant, correlationId, grants, address, "");
  }

  /** Somebody within this program: the system may do everything, everybody else nothing. */
  public CallContext(Principal principal, String tenant, String correlationId) {
    this(
        principal,
        tenant,
        correlationId,
        principal.kind() == Principal.Kind.SYSTEM ? Grants.ALL : Grants.NONE,
        "");
  }

  /** The manager or its host application acting for itself in the default tenant. */
  public static CallContext system(String correlationId) {
    return new CallContext(Principal.SYSTEM, DEFAULT_TENANT, correlationId);
  }

  /** The same with other grants; for hosts that decide themselves what somebody may do. */
  public CallContext withGrants(Grants newGrants) {
    return new CallContext(principal, tenant, correlationId, newGrants, address, credential);
  }

  /** The same as part of another request. */
  public CallContext withCorrelationId(String newCorrelationId) {
    return new CallContext(principal, tenant, newCorrelationId, grants, address, credential);
  }
}
