package io.millrace.functions.join;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.TypeRef;
import io.millrace.functions.stream.Output;
import io.millrace.functions.stream.TwoInputOperator;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Joins each record of the left stream, at once, with rows that every partition knows: rules,
 * coefficients, a small table. The right stream must be a {@code broadcast()} topic; each of its
 * records puts, replaces or deletes a row. Made by {@link Joins#broadcast}.
 *
 * <p>It is a supplier of operators, to be bound as it is: {@code app.operator(name, left, right,
 * join, results)}. The operator of a partition keeps the rows decoded until one changes. A result
 * has the event time of the left record.
 */
public final class BroadcastJoin<L, R, O> implements Supplier<TwoInputOperator<L, R, O>> {

  /**
   * The rows, before it is said what is done with them. Immutable.
   *
   * @param <K> the type of ids: what may be the key of a topic
   */
  public static final class Rows<L, R, K> {
    private final MapSpec<K, R> rows;
    private final Function<? super R, ? extends K> id;
    private final Predicate<? super R> deletes;

    Rows(Type rowType, Class<K> idType, Function<? super R, ? extends K> id) {
      this(
          MapSpec.of("rows", idType, TypeRef.<R>of(rowType)).shared(),
          Objects.requireNonNull(id, "id"),
          row -> false);
    }

    private Rows(
        MapSpec<K, R> rows, Function<? super R, ? extends K> id, Predicate<? super R> deletes) {
      this.rows = rows;
      this.id = id;
      this.deletes = deletes;
    }

    /** These, with a record of the right stream that says that its row is no more. */
    public Rows<L, R, K> deletedWhen(Predicate<? super R> deletes) {
      return new Rows<>(rows, id, Objects.requireNonNull(deletes, "deletes"));
    }

    /** Joins with each row, in the order in which their ids first came. */
    public <O> BroadcastJoin<L, R, O> each(BiFunction<? super L, ? super R, ? extends O> joiner) {
      Objects.requireNonNull(joiner, "joiner");
      return new BroadcastJoin<>(() -> new Each<>(this, joiner));
    }

    /** Joins with all rows at once, by id. */
    public <O> BroadcastJoin<L, R, O> all(
        BiFunction<? super L, ? super Map<K, R>, ? extends O> joiner) {
      Objects.requireNonNull(joiner, "joiner");
      return new BroadcastJoin<>(() -> new All<>(this, joiner));
    }

    /** Joins with the row whose id the left record names; gives nothing if there is none. */
    public <O> BroadcastJoin<L, R, O> one(
        Function<? super L, ? extends K> idOf,
        BiFunction<? super L, ? super R, ? extends O> joiner) {
      return one(idOf, joiner, false);
    }

    /** Joins with the row whose id the left record names, or with null if there is none. */
    public <O> BroadcastJoin<L, R, O> oneOrNull(
        Function<? super L, ? extends K> idOf,
        BiFunction<? super L, ? super R, ? extends O> joiner) {
      return one(idOf, joiner, true);
    }

    private <O> BroadcastJoin<L, R, O> one(
        Function<? super L, ? extends K> idOf,
        BiFunction<? super L, ? super R, ? extends O> joiner,
        boolean isOuter) {
      Objects.requireNonNull(idOf, "idOf");
      Objects.requireNonNull(joiner, "joiner");
      return new BroadcastJoin<>(() -> new One<>(this, idOf, joiner, isOuter));
    }
  }

  private final Supplier<TwoInputOperator<L, R, O>> operator;

  private BroadcastJoin(Supplier<TwoInputOperator<L, R, O>> operator) {
    this.operator = operator;
  }

  /** An operator for one partition. */
  @Override
  public TwoInputOperator<L, R, O> get() {
    return operator.get();
  }

  private abstract static class Reader<L, R, K, O> implements TwoInputOperator<L, R, O> {
    final Rows<L, R, K> rows;

    Reader(Rows<L, R, K> rows) {
      this.rows = rows;
    }

    @Override
    public List<StateDeclaration> states() {
      return List.of(rows.rows);
    }

    @Override
    public void onRight(R value, Context context, Output<O> output) {
      K id = rows.id.apply(value);
      if (rows.deletes.test(value)) {
        context.map(rows.rows).remove(id);
      } else {
        context.map(rows.rows).put(id, value);
      }
    }

    static <O> void emit(O result, Context context, Output<O> output) {
      if (result != null) {
        output.emit(result, ResultTime.of(context, context.eventTimeMs()));
      }
    }
  }

  /** Looks up one row per record. */
  private static final class One<L, R, K, O> extends Reader<L, R, K, O> {
    private final Function<? super L, ? extends K> idOf;
    private final BiFunction<? super L, ? super R, ? extends O> joiner;
    private final boolean isOuter;

    One(
        Rows<L, R, K> rows,
        Function<? super L, ? extends K> idOf,
        BiFunction<? super L, ? super R, ? extends O> joiner,
        boolean isOuter) {
      super(rows);
      this.idOf = idOf;
      this.joiner = joiner;
      this.isOuter = isOuter;
    }

    @Override
    public void onLeft(L value, Context context, Output<O> output) {
      R row = context.map(rows.rows).getOr(idOf.apply(value), null);
      if (row != null || isOuter) {
        emit(joiner.apply(value, row), context, output);
      }
    }
  }

  /**
   * Reads all rows per record. They are kept decoded; a number in state says which they are, so a
   * change that is undone is not taken for done: rows are read in calls of the left stream only.
   */
  private abstract static class Caching<L, R, K, O> extends Reader<L, R, K, O> {
    private static final StateSpec<Long> CHANGES = StateSpec.of("changes", Long.class).shared();

    private Map<K, R> decoded = Map.of();
    private long decodedAt;

    Caching(Rows<L, R, K> rows) {
      super(rows);
    }

    @Override
    public List<StateDeclaration> states() {
      return List.of(rows.rows, CHANGES);
    }

    @Override
    public void onRight(R value, Context context, Output<O> output) {
      super.onRight(value, context, output);
      context.put(CHANGES, context.getOr(CHANGES, 0L) + 1);
    }

    final Map<K, R> rows(Context context) {
      long changes = context.getOr(CHANGES, 0L);
      if (changes != decodedAt) {
        decoded = Collections.unmodifiableMap(context.map(rows.rows).toMap());
        decodedAt = changes;
      }
      return decoded;
    }
  }

  private static final class Each<L, R, K, O> extends Caching<L, R, K, O> {
    private final BiFunction<? super L, ? super R, ? extends O> joiner;

    Each(Rows<L, R, K> rows, BiFunction<? super L, ? super R, ? extends O> joiner) {
      super(rows);
      this.joiner = joiner;
    }

    @Override
    public void onLeft(L value, Context context, Output<O> output) {
      for (R row : rows(context).values()) {
        emit(joiner.apply(value, row), context, output);
      }
    }
  }

  private static final class All<L, R, K, O> extends Caching<L, R, K, O> {
    private final BiFunction<? super L, ? super Map<K, R>, ? extends O> joiner;

    All(Rows<L, R, K> rows, BiFunction<? super L, ? super Map<K, R>, ? extends O> joiner) {
      super(rows);
      this.joiner = joiner;
    }

    @Override
    public void onLeft(L value, Context context, Output<O> output) {
      emit(joiner.apply(value, rows(context)), context, output);
    }
  }
}
