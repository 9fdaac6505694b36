package io.millrace.functions.pattern;

/**
 * A partial match, as the condition of a further step sees it. Valid only during the call.
 *
 * @param <T> the type of records
 */
public interface Progress<T> extends Matched<T> {

  /** Time of the record at hand, which is not part of the match yet. */
  long timeMs();
}
