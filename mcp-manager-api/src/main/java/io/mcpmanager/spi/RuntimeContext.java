package io.mcpmanager.spi;

/** What the manager provides to a runtime. Thread-safe. */
public interface RuntimeContext {

  /** The source of time. */
  ManagerClock clock();

  /** Makes channels to instances. */
  Channels channels();

  /**
   * Tells the manager that launches may work again after they could not, such as when an engine has come back: servers
   * that are to run and failed for want of it are started. Returns at once.
   */
  void available();
}
