package io.millrace.functions.window;

import io.millrace.functions.Context;
import io.millrace.functions.aggregate.Aggregate;
import java.lang.reflect.Type;

/** What records amount to. */
record AggregateContents<T, A>(Aggregate<? super T, A, ?> aggregate) implements Contents<T, A> {

  @Override
  public Type type() {
    return aggregate.accumulatorType();
  }

  @Override
  public A create() {
    return aggregate.create();
  }

  @Override
  public A add(A contents, T value, long ms, Context context) {
    return aggregate.add(contents, value, ms);
  }

  @Override
  public A merge(A earlier, A later) {
    return aggregate.merge(earlier, later);
  }
}
