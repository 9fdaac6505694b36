package io.millrace.functions.stream;

/**
 * A stateless step: makes records of records. It is asked once per owner (a source's split, a
 * client session, a partition) to stand before what comes next, and then called for each record.
 *
 * @param <T> the type of values it reads
 * @param <R> the type of values it gives
 */
@FunctionalInterface
public interface Step<T, R> {

  /** Stands before {@code next}: the result hands on to it what this step makes of a record. */
  Output<T> before(Output<R> next);

  /** The step that changes nothing. */
  static <T> Step<T, T> identity() {
    return next -> next;
  }

  /** This step, and {@code then} behind it. */
  default <S> Step<T, S> then(Step<? super R, S> then) {
    return next -> {
      Output<? super R> behind = then.before(next);
      return before(behind::emit);
    };
  }
}
