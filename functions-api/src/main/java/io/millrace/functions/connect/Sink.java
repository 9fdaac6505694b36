package io.millrace.functions.connect;

/**
 * Something outside that a topic is written to.
 *
 * <p>A sink reads the partitions' journals at its own pace. One that stores the positions given to
 * {@link SinkWriter#commit} together with its data, in one atomic step, has every record exactly
 * once.
 *
 * @param <T> the type of values
 */
public interface Sink<T> {

  /** Opens the sink. What was written after the last commit must be gone afterwards. */
  SinkWriter<T> open(SinkStart<T> start) throws Exception;
}
