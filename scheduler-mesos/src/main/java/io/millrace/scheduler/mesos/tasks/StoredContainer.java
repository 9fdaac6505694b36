package io.millrace.scheduler.mesos.tasks;

/**
 * What is kept of a container for later coordinators.
 *
 * @param name of the worker in it
 * @param incarnation of the last task that was launched or is about to be; 0 if none was
 * @param agent the id of the agent where that is or was, or null
 * @param host the agent's name, or null
 * @param kept whether a worker is to be in it
 * @param live whether that task may be running
 */
public record StoredContainer(
    String name, long incarnation, String agent, String host, boolean kept, boolean live) {}
