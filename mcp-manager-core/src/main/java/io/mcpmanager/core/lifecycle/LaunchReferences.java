package io.mcpmanager.core.lifecycle;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ServerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts into launches what their definitions only refer to, and keeps it out of what is told of servers. Thread-safe. */
public interface LaunchReferences {

  /** Takes launches as they are. */
  LaunchReferences NONE = new LaunchReferences() {
    @Override
    public List<Problem> check(String tenant, Launch launch) {
      return List.of();
    }

    @Override
    public void requireUse(CallContext context, Launch launch) {
      // nothing is referred to
    }

    @Override
    public Launch resolve(
        String tenant, ServerId server, @Nullable Principal caller, Launch launch) {
      return launch;
    }

    @Override
    public String redact(String tenant, String text) {
      return text;
    }
  };

  /** What is wrong with the references of a launch, by field relative to it. */
  List<Problem> check(String tenant, Launch launch);

  /**
   * Returns if somebody may have a server launched with what this launch refers to.
   *
   * @throws io.mcpmanager.api.error.McpManagerException with {@link
   *     io.mcpmanager.api.error.ErrorCode#ACCESS_DENIED} if not
   */
  void requireUse(CallContext context, Launch launch);

  /**
   * The launch with everything put in.
   *
   * @param caller whom the instance serves alone; null for one that serves everybody
   * @throws io.mcpmanager.api.error.McpManagerException if something can't be put in
   */
  Launch resolve(String tenant, ServerId server, @Nullable Principal caller, Launch launch);

  /** A text about a tenant's server without what was put in. */
  String redact(String tenant, String text);
}
