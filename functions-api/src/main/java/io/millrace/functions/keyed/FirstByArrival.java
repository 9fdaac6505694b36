package io.millrace.functions.keyed;

import io.millrace.functions.Context;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.Output;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Passes the first record of a period that opens when it comes. */
final class FirstByArrival<T> implements Operator<T, T> {
  private final StateSpec<Boolean> seen;
  private final Type type;

  FirstByArrival(Type type, Duration within) {
    this.seen = StateSpec.of("seen", Boolean.class).expireAfter(within);
    this.type = type;
  }

  @Override
  public List<StateDeclaration> states() {
    return List.of(seen);
  }

  @Override
  public Optional<Type> resultType() {
    return Optional.of(type);
  }

  @Override
  public void onRecord(T value, Context context, Output<T> output) {
    if (!context.getOr(seen, false)) {
      context.put(seen, true);
      output.emit(value, context.eventTimeMs());
    }
  }
}
