package io.millrace.functions.window;

import io.millrace.functions.Context;
import io.millrace.functions.aggregate.Aggregate;
import java.lang.reflect.Type;

/** What records amount to that were aggregated before they came. */
record PartialContents<A>(Aggregate<?, A, ?> aggregate) implements Contents<WindowPartial<A>, A> {

  @Override
  public Type type() {
    return aggregate.accumulatorType();
  }

  @Override
  public long timeMs(WindowPartial<A> partial, Context context) {
    return partial.paneStartMs();
  }

  @Override
  public A create() {
    return aggregate.create();
  }

  @Override
  public A add(A contents, WindowPartial<A> partial, long ms, Context context) {
    return aggregate.merge(contents, partial.accumulator());
  }

  @Override
  public A merge(A earlier, A later) {
    return aggregate.merge(earlier, later);
  }
}
