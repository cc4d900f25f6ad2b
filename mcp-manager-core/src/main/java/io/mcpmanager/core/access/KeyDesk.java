package io.mcpmanager.core.access;

import io.mcpmanager.api.access.Access.MadeKey;
import io.mcpmanager.api.access.Access.NewKey;
import io.mcpmanager.api.access.Action;
import io.mcpmanager.api.access.ApiKey;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Grants;
import io.mcpmanager.api.access.Permission;
import io.mcpmanager.api.audit.AuditResult;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.event.EventData;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.store.StoreChange;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** API keys as those see and change them whose they are, and those who administer them. */
final class KeyDesk {

  /** How long a key is still shown that has ended by itself. */
  static final Duration SHOWN_ENDED = Duration.ofDays(30);

  static final Duration MAX_OVERLAP = Duration.ofDays(30);

  private static final Pattern NAME = Pattern.compile("\\P{C}{1,128}");
  private static final Pattern TIER = Pattern.compile("[a-z0-9-]{1,32}");

  /** The tiers that anybody may take, beside the default. */
  private static final Set<String> LESS = Set.of(People.DEFAULT_TIER, "low", "standard");

  /** Most keys of an owner in a tenant; of one who administers users, and of anybody else. */
  private static final int MAX_OF_CLERK = 20_000;

  static final int MAX_OF_OWNER = 1_000;

  private static final int MAX_COUNTS = 10_000;
  private static final int MAX_PERMISSIONS = 500;
  private static final int MAX_ATTEMPTS = 10;
  private static final int PAGE = 1000;

  private final Shelves shelves;
  private final Macs macs;
  private final Authority authority;
  private final Ledger ledger;
  private final ManagerClock clock;
  private final SecureRandom random;

  /** How many keys owners have at most; touched in turn only. Ended ones leave without a word, so it is too high at times. */
  private final Map<String, Integer> counts = new HashMap<>();

  KeyDesk(
      Shelves shelves,
      Macs macs,
      Authority authority,
      Ledger ledger,
      ManagerClock clock,
      SecureRandom random) {
    this.shelves = shelves;
    this.macs = macs;
    this.authority = authority;
    this.ledger = ledger;
    this.clock = clock;
    this.random = random;
  }

  List<ApiKey> list(CallContext context, String afterId, int limit) {
    Predicate<KeyEntry> shown =
        Authority.may(context, Action.READ) ? any -> true : key -> isOwn(context, key);
    var found = new ArrayList<ApiKey>();
    String after = afterId;
    List<Shelf.Kept<KeyEntry>> page;
    do {
      page = shelves.keys.list(context.tenant(), after, Math.max(limit, PAGE));
      page.stream()
          .filter(kept -> shown.test(kept.value()))
          .limit(limit - found.size())
          .forEach(kept -> found.add(kept.value().shown(kept.tenant())));
      after = page.isEmpty() ? after : page.getLast().id();
    } while (!page.isEmpty() && found.size() < limit);
    return found;
  }

  private static boolean isOwn(CallContext context, KeyEntry key) {
    String principal = context.principal().id();
    return key.owner().equals(principal) || KeyBook.principal(key.id()).equals(principal);
  }

  MadeKey create(CallContext context, NewKey wanted) {
    check(wanted);
    Optional<KeyEntry> parent = parent(context);
    Instant end = wanted.expiresAt().orElse(null);
    if (parent.isPresent()) {
      // a key that is found by somebody else must not live on in others
      authority.need(context, Action.WRITE, "keys.create", "");
      Instant latest = parent.get().expiresAt();
      if (latest != null && (end == null || end.isAfter(latest))) {
        throw authority.denied(context, "keys.create", "", "a key can't make one that outlives it");
      }
    }
    Grants given = Grants.of(wanted.permissions());
    authority.needToGive(context, given, "keys.create", "");
    needTier(context, wanted.tier(), "keys.create", "");
    String owner = parent.map(KeyEntry::owner).orElse(context.principal().id());
    return make(context, new Draft(wanted.name().strip(), owner, given, tier(wanted.tier()), end));
  }

  private Optional<KeyEntry> parent(CallContext context) {
    String prefix = KeyBook.principal("");
    String id = context.principal().id();
    return id.startsWith(prefix)
        ? shelves.keys.find(context.tenant(), id.substring(prefix.length())).map(Shelf.Kept::value)
        : Optional.empty();
  }

  private static String tier(String wanted) {
    return wanted.isEmpty() ? People.DEFAULT_TIER : wanted;
  }

  private void needTier(CallContext context, String tier, String what, String target) {
    if (!LESS.contains(tier(tier)) && !context.grants().allows(Permission.ADMIN)) {
      throw authority.denied(
          context, what, target, "only an administrator can raise the limits of a key");
    }
  }

  private void check(NewKey wanted) {
    List<Problem> problems = new ArrayList<>();
    if (!NAME.matcher(wanted.name().strip()).matches()) {
      problems.add(new Problem(
          "name", "must have 1 to 128 characters that can be seen", Problem.Code.INVALID_FORMAT));
    }
    if (wanted.permissions().isEmpty() || wanted.permissions().size() > MAX_PERMISSIONS) {
      problems.add(new Problem(
          "permissions",
          "must be 1 to " + MAX_PERMISSIONS + " permissions",
          Problem.Code.OUT_OF_RANGE));
    }
    if (wanted.expiresAt().filter(end -> !end.isAfter(clock.now())).isPresent()) {
      problems.add(new Problem("expiresAt", "must be in the future", Problem.Code.OUT_OF_RANGE));
    }
    if (!wanted.tier().isEmpty() && !TIER.matcher(wanted.tier()).matches()) {
      problems.add(
          new Problem("tier", "must be the name of a tier of limits", Problem.Code.INVALID_FORMAT));
    }
    if (!problems.isEmpty()) {
      throw new ValidationException(problems);
    }
  }

  private record Draft(
      String name,
      String owner,
      Grants grants,
      String tier,
      @Nullable Instant expiresAt) {}

  private MadeKey make(CallContext context, Draft draft) {
    return ledger.inTurn(() -> {
      needRoom(context, draft.owner());
      var changes = new ArrayList<StoreChange>();
      Made made = add(context, draft, changes);
      ledger.commit(
          context, changes, new EventData.AccessChanged("key", made.entry().id(), "created"));
      ledger.audit(
          context,
          "keys.create",
          KeyBook.principal(made.entry().id()),
          AuditResult.DONE,
          Map.of("after", draft.grants().toString(), "name", draft.name()));
      return made.shown(context.tenant());
    });
  }

  private void needRoom(CallContext context, String owner) {
    int limit = Authority.may(context, Action.WRITE) ? MAX_OF_CLERK : MAX_OF_OWNER;
    String counted = context.tenant() + " " + owner;
    int known = counts.getOrDefault(counted, limit);
    if (known >= limit) {
      known = count(context.tenant(), owner);
    }
    if (known >= limit) {
      throw new McpManagerException(
          ErrorCode.LIMIT_REACHED, "there are already " + limit + " keys; end some of them first");
    }
    if (counts.size() >= MAX_COUNTS) {
      counts.clear();
    }
    counts.put(counted, known + 1);
  }

  private int count(String tenant, String owner) {
    int count = 0;
    String after = "";
    List<Shelf.Kept<KeyEntry>> page;
    do {
      page = shelves.keys.list(tenant, after, PAGE);
      for (Shelf.Kept<KeyEntry> kept : page) {
        count += kept.value().owner().equals(owner) ? 1 : 0;
        after = kept.id();
      }
    } while (!page.isEmpty());
    return count;
  }

  private record Made(KeyText text, KeyEntry entry) {

    MadeKey shown(String tenant) {
      return new MadeKey(text.text(), entry.shown(tenant));
    }
  }

  /** What writes a new key. */
  private Made add(CallContext context, Draft draft, List<StoreChange> changes) {
    KeyText text = free();
    var entry = new KeyEntry(
        text.lookup(),
        draft.name(),
        macs.of(KeyBook.PURPOSE, text.text()),
        draft.owner(),
        draft.grants(),
        draft.tier(),
        clock.now(),
        draft.expiresAt(),
        null,
        null);
    changes.add(
        shelves.keys.add(context.tenant(), entry.id(), entry.id(), kept(draft.expiresAt()), entry));
    return new Made(text, entry);
  }

  private KeyText free() {
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
      KeyText text = KeyText.create(random);
      if (shelves.keys.lookup(text.lookup()).isEmpty()) {
        return text;
      }
    }
    throw new McpManagerException(ErrorCode.LIMIT_REACHED, "there are too many keys");
  }

  private static @Nullable Instant kept(@Nullable Instant end) {
    return end == null ? null : end.plus(SHOWN_ENDED);
  }

  MadeKey rotate(CallContext context, String id, Duration overlap) {
    if (overlap.isNegative() || overlap.compareTo(MAX_OVERLAP) > 0) {
      throw new ValidationException(
          List.of(new Problem("overlap", "must be from 0 to 30 days", Problem.Code.OUT_OF_RANGE)));
    }
    return ledger.inTurn(() -> {
      Shelf.Kept<KeyEntry> kept = own(context, id, "keys.rotate");
      KeyEntry former = kept.value();
      authority.needToGive(context, former.grants(), "keys.rotate", KeyBook.principal(former.id()));
      needTier(context, former.tier(), "keys.rotate", KeyBook.principal(former.id()));
      if (former.replacedBy() != null) {
        throw new McpManagerException(
            ErrorCode.IN_USE, "there is a key in place of this one already");
      }
      Instant now = clock.now();
      Instant end = former.expiresAt();
      var changes = new ArrayList<StoreChange>();
      Made made = add(
          context,
          new Draft(
              former.name(),
              former.owner(),
              former.grants(),
              former.tier(),
              end == null ? null : now.plus(Duration.between(former.createdAt(), end))),
          changes);
      KeyEntry left = former.replacedBy(made.entry().id(), now.plus(overlap));
      changes.add(shelves.keys.put(
          kept.tenant(), kept.id(), kept.id(), kept(left.expiresAt()), left, kept.revision()));
      ledger.commit(context, changes, new EventData.AccessChanged("key", former.id(), "rotated"));
      ledger.audit(
          context,
          "keys.rotate",
          KeyBook.principal(former.id()),
          AuditResult.DONE,
          Map.of("after", KeyBook.principal(made.entry().id()), "overlap", overlap.toString()));
      return made.shown(context.tenant());
    });
  }

  void revoke(CallContext context, String id) {
    ledger.inTurn(() -> {
      Shelf.Kept<KeyEntry> kept = own(context, id, "keys.revoke");
      ledger.commit(
          context,
          List.of(shelves.keys.remove(kept)),
          new EventData.AccessChanged("key", kept.id(), "revoked"));
      ledger.audit(
          context,
          "keys.revoke",
          KeyBook.principal(kept.id()),
          AuditResult.DONE,
          Map.of("name", kept.value().name()));
      return null;
    });
  }

  /** A key of who asks, or of the tenant if they administer it; otherwise it does not exist. */
  private Shelf.Kept<KeyEntry> own(CallContext context, String id, String what) {
    Shelf.Kept<KeyEntry> kept = shelves
        .keys
        .find(context.tenant(), id)
        .filter(found -> isOwn(context, found.value()) || Authority.may(context, Action.READ))
        .orElseThrow(
            () -> new McpManagerException(ErrorCode.API_KEY_NOT_FOUND, "no API key has this id"));
    if (!isOwn(context, kept.value())) {
      authority.need(context, Action.WRITE, what, KeyBook.principal(id));
    }
    return kept;
  }
}
