package io.millrace.functions.keyed;

import io.millrace.functions.Context;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.TypeRef;
import io.millrace.functions.aggregate.Aggregates;
import io.millrace.functions.stream.KeyedStep;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.Output;
import io.millrace.functions.window.WindowOperator;
import io.millrace.functions.window.Windows;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Passes a record on at once unless its key already had one with a later event time: what comes out
 * only ever gets newer, as a table of latest values needs it. Older ones are dropped. In a batch
 * the last of each key is passed, when all input has ended.
 */
public final class Newest<T> implements Operator<T, T> {
  private final StateSpec<Long> newest;
  private final Type type;

  private Newest(StateSpec<Long> newest, Type type) {
    this.newest = newest;
    this.type = type;
  }

  /** Passes values of a type. */
  public static <T> Newest<T> of(Class<T> type) {
    return of(TypeRef.of(type));
  }

  /** Passes values of a type, which may be generic. */
  public static <T> Newest<T> of(TypeRef<T> type) {
    return new Newest<>(StateSpec.of("newest", Long.class), type.type());
  }

  /** This, forgetting a key so long (processing time) after its last newer record. */
  public Newest<T> expireAfter(Duration sinceNewer) {
    return new Newest<>(newest.expireAfter(sinceNewer), type);
  }

  @Override
  public KeyedStep<T> finalOnly() {
    return WindowOperator.of(Windows.global(), Aggregates.last(TypeRef.<T>of(type)));
  }

  @Override
  public List<StateDeclaration> states() {
    return List.of(newest);
  }

  @Override
  public Optional<Type> resultType() {
    return Optional.of(type);
  }

  @Override
  public void onRecord(T value, Context context, Output<T> output) {
    long timeMs = context.eventTimeMs();
    if (timeMs >= context.getOr(newest, Long.MIN_VALUE)) {
      context.put(newest, timeMs);
      output.emit(value, timeMs);
    }
  }
}
