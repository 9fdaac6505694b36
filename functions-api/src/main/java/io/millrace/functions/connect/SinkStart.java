package io.millrace.functions.connect;

import io.millrace.functions.Topic;

/**
 * As what a sink is opened.
 *
 * @param name the sink's name within the application
 * @param topic whose values are written
 * @param partitions how many partitions the application has
 */
public record SinkStart<T>(String name, Topic<T> topic, int partitions) {}
