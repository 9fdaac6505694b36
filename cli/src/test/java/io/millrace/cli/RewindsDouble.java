package io.millrace.cli;

import io.millrace.cluster.http.RewindControl;
import io.millrace.cluster.http.RewindView;
import io.millrace.cluster.http.SavepointView;
import io.millrace.http.RefusedException;
import java.util.ArrayList;
import java.util.List;

/** Remembers where applications were to go back to; all that is refused is epoch 13. */
final class RewindsDouble implements RewindControl {
  final List<String> asked = new ArrayList<>();
  private final List<SavepointView> savepoints = new ArrayList<>();

  @Override
  public synchronized RewindView toEpoch(String name, long epoch) {
    if (epoch == 13) {
      throw RefusedException.conflict("it can be rewound to epochs 20 to 30");
    }
    asked.add(name + " to epoch " + epoch);
    return new RewindView(name, epoch, asked.size());
  }

  @Override
  public synchronized RewindView toTime(String name, long atMs, String words) {
    asked.add(name + " to " + words);
    return new RewindView(name, 77, asked.size());
  }

  @Override
  public synchronized RewindView toSavepoint(String name, String savepoint) {
    asked.add(name + " to savepoint " + savepoint);
    return new RewindView(name, 55, asked.size());
  }

  @Override
  public synchronized SavepointView create(String name, String savepoint) {
    SavepointView made = new SavepointView(savepoint, 55, "2026-11-29T21:42:00Z");
    savepoints.add(made);
    return made;
  }

  @Override
  public synchronized List<SavepointView> list(String name) {
    return List.copyOf(savepoints);
  }

  @Override
  public synchronized void delete(String name, String savepoint) {
    savepoints.removeIf(one -> one.name().equals(savepoint));
  }
}
