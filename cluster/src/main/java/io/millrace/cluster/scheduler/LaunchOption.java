package io.millrace.cluster.scheduler;

/**
 * An option of the command line that one {@link ClusterLauncher} understands.
 *
 * @param name as it is written, {@code --queue}
 * @param value what its value is called, {@code Q}
 * @param description for people, one line
 */
public record LaunchOption(String name, String value, String description) {}
