package io.millrace.functions.window;

import io.millrace.functions.TypeRef;
import io.millrace.functions.aggregate.Aggregate;

/**
 * What some records of one key and pane amount to, made before they travel; see {@link
 * WindowPartials}.
 *
 * @param paneStartMs which pane; lateness is judged by it
 * @param accumulator what the records amount to
 */
public record WindowPartial<A>(long paneStartMs, A accumulator) {

  /** The type of an aggregate's partials, by which they are encoded. */
  public static <A> TypeRef<WindowPartial<A>> type(Aggregate<?, A, ?> aggregate) {
    return TypeRef.generic(WindowPartial.class, aggregate.accumulatorType());
  }
}
