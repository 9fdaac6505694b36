package io.millrace.cluster.scheduler;

/** Something that happened to a container. Its name is the name of the worker in it. */
public sealed interface SchedulerEvent {

  /** Which container. */
  String container();

  /** A process was started in a container. */
  record Started(String container, String host) implements SchedulerEvent {}

  /**
   * The process in a container is gone for certain.
   *
   * @param cause for people
   */
  record Ended(String container, String cause) implements SchedulerEvent {}

  /** A container could not be had; it is tried again. */
  record Refused(String container, String cause) implements SchedulerEvent {}
}
