package io.millrace.functions.window;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.TypeRef;
import java.lang.reflect.Type;
import java.util.List;

/**
 * The panes of each key in state, by their starts; their contents alone where that is enough. Small
 * contents are in a {@link PaneRow}, and in the map only what has no room there.
 */
final class PaneState<A> {
  private final StateSpec<PaneRow<A>> row;
  private final MapSpec<Long, A> plain;
  private final MapSpec<Long, Pane<A>> full;

  /**
   * A pane and where it is.
   *
   * @param startMs its start, ms since 1970
   */
  record Found<A>(long startMs, Pane<A> pane) {}

  /** Whether {@code Pane}'s other components are needed. */
  PaneState(Type contentsType, boolean isFull) {
    row =
        !isFull && PaneRow.suits(contentsType)
            ? StateSpec.of("row", TypeRef.generic(PaneRow.class, contentsType))
            : null;
    plain = isFull ? null : MapSpec.of("panes", Long.class, TypeRef.of(contentsType));
    full =
        isFull ? MapSpec.of("panes", Long.class, TypeRef.generic(Pane.class, contentsType)) : null;
  }

  List<StateDeclaration> specs() {
    MapSpec<Long, ?> map = full == null ? plain : full;
    return row == null ? List.of(map) : List.of(row, map);
  }

  /** The panes of the key at hand, for the rest of the call. */
  KeyPanes<A> of(Context context) {
    return new KeyPanes<>(row, plain, full, context);
  }

  static <A> A merged(List<Found<A>> panes, boolean changedOnly, Contents<?, A> contents) {
    A merged = null;
    for (int i = 0; i < panes.size(); i++) {
      Pane<A> pane = panes.get(i).pane();
      if (pane.changed() || !changedOnly) {
        merged = merged == null ? pane.contents() : contents.merge(merged, pane.contents());
      }
    }
    return merged;
  }
}
