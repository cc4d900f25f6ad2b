package io.mcpmanager.spi.store;

import java.util.List;

/**
 * The table of what was launched and is not known to have ended. What is written here survives the end of the manager's
 * process once the call returns. Unlike {@link Store#commit} it may be lost when the machine dies within the next
 * second: then so has what was launched.
 */
public interface InstanceStore {

  /** All of them, by token. */
  List<InstanceRecord> all();

  /** Notes an instance, in place of what was noted under its token. */
  void put(InstanceRecord instance);

  /** Forgets an instance. One that is not there is no error. */
  void remove(String token);
}
