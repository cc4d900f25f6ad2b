package io.mcpmanager.docker.network;

import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The network of containers that may reach everything but one another. It is there for as long as one of them is.
 * Thread-safe.
 */
final class SharedNetwork {

  private final EngineNetworks networks;
  private final String name;
  private final Map<String, String> labels;
  /** Held while the network is made or removed, so that nobody removes what another has just found present. */
  private final ReentrantLock lock = new ReentrantLock();

  private int users;
  private boolean leftBehind;

  SharedNetwork(EngineNetworks networks, String name, Map<String, String> labels) {
    this.networks = networks;
    this.name = name;
    this.labels = labels;
  }

  /** Makes it present for one more container. */
  NetworkView acquire() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      // somebody may have pruned it, so that counting is not enough
      NetworkView network = networks.find(name).orElseGet(() -> networks.createOpen(name, labels));
      users++;
      return network;
    } catch (RuntimeException e) {
      removeIfUnused(); // it may have been made, and only the answer lost
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** One container of it is gone. */
  void release() {
    lock.lock();
    try {
      users--;
      removeIfUnused();
    } finally {
      lock.unlock();
    }
  }

  /** Removes it unless a container of this life of the manager uses it. */
  void removeUnused() {
    lock.lock();
    try {
      removeIfUnused();
    } finally {
      lock.unlock();
    }
  }

  /** Tries again to remove it if that has failed. */
  void sweep() {
    lock.lock();
    try {
      if (leftBehind) {
        removeIfUnused();
      }
    } finally {
      lock.unlock();
    }
  }

  private void removeIfUnused() {
    if (users == 0) {
      leftBehind = !networks.tryToRemove(name);
    }
  }
}
