package io.mcpmanager.api.access;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who somebody turned out to be, by what they presented.
 *
 * @param principal who it is
 * @param name how to call them on screen
 * @param memberships the tenants they belong to and what they may do in each, by the credential presented; the first is
 *     meant where no other is named; at least one
 * @param credential which credential it was, such as {@code key:…} or {@code session:…}; no secret
 * @param tier name of the limits that apply to them
 * @param expiresAt when the credential ends, if it does
 */
public record Identity(
    Principal principal,
    String name,
    List<Membership> memberships,
    String credential,
    String tier,
    Optional<Instant> expiresAt) {

  /**
   * A tenant and what may be done in it.
   *
   * @param tenant its name
   * @param grants what may be done
   */
  public record Membership(String tenant, Grants grants) {}

  /** Refuses somebody who belongs nowhere. */
  public Identity {
    Objects.requireNonNull(principal, "principal");
    memberships = List.copyOf(memberships);
    if (memberships.isEmpty()) {
      throw new IllegalArgumentException("memberships must not be empty");
    }
  }

  /**
   * The context of one request of theirs.
   *
   * @param tenant the tenant named in the request, or empty for their first
   * @return empty if they do not belong to that tenant
   */
  public Optional<CallContext> context(
      Optional<String> tenant, String correlationId, String address) {
    return memberships.stream()
        .filter(one -> tenant.isEmpty() || one.tenant().equals(tenant.get()))
        .findFirst()
        .map(one -> new CallContext(
            principal, one.tenant(), correlationId, one.grants(), address, credential));
  }
}
