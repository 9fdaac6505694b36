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

  /** Names of the workers whose tasks may be running. */
  public List<String> live() {
    return containers.stream().filter(StoredContainer::live).map(StoredContainer::name).toList();
  }

  /** This after it was removed from Mesos: without a task; where they were is remembered. */
  public StoredFramework removed() {
    return new StoredFramework(
        VERSION,
        null,
        containers.stream()
            .map(
                one ->
                    new StoredContainer(
                        one.name(), one.incarnation(), one.agent(), one.host(), false, false))
            .toList());
  }
}
