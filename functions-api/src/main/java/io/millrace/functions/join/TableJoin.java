package io.millrace.functions.join;

import io.millrace.functions.Context;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.TypeRef;
import io.millrace.functions.stream.Output;
import io.millrace.functions.stream.TwoInputOperator;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Joins each record of the left stream with the row of a table, at once: the right stream is the
 * table's changelog, one row per key, and the latest that came counts. Made by {@link Joins#table}.
 *
 * <p>Results do not wait for rows: a record that comes before its row has none. Where the order of
 * event time matters, use {@link TemporalJoin}; where both sides wait for each other, {@link
 * UpdatingJoin}. A result has the event time of the left record.
 */
public final class TableJoin<L, R, O> implements TwoInputOperator<L, R, O> {
  private final StateSpec<R> row;
  private final Predicate<? super R> deletes;
  private final BiFunction<? super L, ? super R, ? extends O> joiner;
  private final boolean isOuter;

  TableJoin(Type rightType, BiFunction<? super L, ? super R, ? extends O> joiner) {
    this(
        StateSpec.of("row", TypeRef.of(rightType)),
        row -> false,
        Objects.requireNonNull(joiner, "joiner"),
        false);
  }

  private TableJoin(
      StateSpec<R> row,
      Predicate<? super R> deletes,
      BiFunction<? super L, ? super R, ? extends O> joiner,
      boolean isOuter) {
    this.row = row;
    this.deletes = deletes;
    this.joiner = joiner;
    this.isOuter = isOuter;
  }

  /** This join, with null in the row's place for records that have none. */
  public TableJoin<L, R, O> left() {
    return new TableJoin<>(row, deletes, joiner, true);
  }

  /** This join, with a record of the right stream that says that its row is no more. */
  public TableJoin<L, R, O> deletedWhen(Predicate<? super R> deletes) {
    return new TableJoin<>(row, Objects.requireNonNull(deletes, "deletes"), joiner, isOuter);
  }

  /** This join, with rows forgotten so long (processing time) after they last came. */
  public TableJoin<L, R, O> expireAfter(Duration sinceUpdate) {
    return new TableJoin<>(row.expireAfter(sinceUpdate), deletes, joiner, isOuter);
  }

  @Override
  public List<StateDeclaration> states() {
    return List.of(row);
  }

  @Override
  public void onLeft(L value, Context context, Output<O> output) {
    R found = context.getOr(row, null);
    if (found != null || isOuter) {
      O result = joiner.apply(value, found);
      if (result != null) {
        output.emit(result, ResultTime.of(context, context.eventTimeMs()));
      }
    }
  }

  @Override
  public void onRight(R value, Context context, Output<O> output) {
    if (deletes.test(value)) {
      context.remove(row);
    } else {
      context.put(row, value);
    }
  }
}
