package io.millrace.scheduler.mesos;

import io.millrace.scheduler.mesos.tasks.StoredContainer;
import java.util.List;

/**
 * What is kept of a framework for later coordinators; as JSON, {@code docs/formats/mesos.md}.
 *
 * @param version of the format
 * @param id of the framework, or null if no master has given it one
 * @param containers those that there ever were, by name
 */
public record StoredFramework(int version, String id, List<StoredContainer> containers) {
  static final int VERSION = 1;

  public StoredFramework {
    containers = List.copyOf(containers);
  }

  static StoredFramework none() {
    return new StoredFramework(VERSION, null, List.of());
  }
}
