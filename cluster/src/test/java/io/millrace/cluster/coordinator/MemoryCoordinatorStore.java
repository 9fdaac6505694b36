package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.Durability;
import io.millrace.cluster.coordinator.StoredApplication.StoredPlace;
import io.millrace.runtime.plan.ApplicationMetadata;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A store in memory that judges what is written: terms only rise, one owner a term, only followers
 * in sync are promoted. One per coordinator, over the same {@link Shelf}.
 */
final class MemoryCoordinatorStore implements CoordinatorStore {
  /** What outlives coordinators. */
  static final class Shelf {
    final Map<Long, StoredApplication> applications = new HashMap<>();
    final Set<Long> deleted = new HashSet<>();
    StoredWorkers workers = new StoredWorkers(List.of());

    /** Takes what was there, or null, and what is there now. */
    BiConsumer<StoredApplication, StoredApplication> onWritten = (before, after) -> {};

    int term;
  }

  private final Shelf shelf;
  private int term;
  boolean failsBefore;
  boolean failsAfter;

  MemoryCoordinatorStore(Shelf shelf) {
    this.shelf = shelf;
  }

  @Override
  public int begin() {
    term = ++shelf.term;
    return term;
  }

  @Override
  public List<StoredApplication> read() {
    List<StoredApplication> all = new ArrayList<>(shelf.applications.values());
    all.sort(Comparator.comparing(StoredApplication::name));
    return all;
  }

  @Override
  public StoredWorkers readWorkers() {
    return shelf.workers;
  }

  @Override
  public void write(StoredWorkers workers) {
    checkNotDeposed();
    if (failsBefore) {
      throw new IllegalStateException("disk full");
    }
    shelf.workers = workers;
    if (failsAfter) {
      throw new IllegalStateException("killed while writing");
    }
  }

  private void checkNotDeposed() {
    if (shelf.term > term) {
      throw new DeposedException(term, shelf.term);
    }
  }

  @Override
  public void write(StoredApplication application) {
    checkNotDeposed();
    if (failsBefore) {
      throw new IllegalStateException("disk full");
    }
    StoredApplication before = shelf.applications.put(application.application(), application);
    if (before != null) {
      judge(before, application);
    }
    shelf.onWritten.accept(before, application);
    if (failsAfter) {
      throw new IllegalStateException("killed while writing");
    }
  }

  @Override
  public void delete(long application) {
    checkNotDeposed();
    shelf.applications.remove(application);
    shelf.deleted.add(application);
  }

  private static void judge(StoredApplication before, StoredApplication after) {
    check(after.revision() >= before.revision(), "revision fell", before, after);
    check(after.epochBound() >= before.epochBound(), "epochs fell", before, after);
    check(
        after.revision() > before.revision() || after.places().equals(before.places()),
        "places changed without a revision",
        before,
        after);
    boolean rewound =
        !Arrays.equals(before.metadata(), after.metadata())
            && generation(after) > generation(before);
    boolean alone = before.durability() == Durability.MIRRORED;
    for (int p = 0; p < before.places().size(); p++) {
      StoredPlace was = before.places().get(p);
      StoredPlace is = after.places().get(p);
      check(is.term() >= was.term(), "term fell", was, is);
      check(
          is.founded() || !was.founded() || rewound || alone,
          "may be begun anew without a rewind",
          was,
          is);
      boolean restored = (rewound || alone) && was.founded() && !is.founded();
      if (restored && is.owner() == null) {
        check(is.term() == was.term(), "term without an owner", was, is);
        continue;
      }
      check(
          is.term()
                  == was.term()
                  == (Objects.equals(is.owner(), was.owner())
                      && (is.ownerIncarnation() == was.ownerIncarnation()
                          || is.ownerIncarnation() == -1))
              || (rewound || restored) && is.term() == was.term() + 1,
          "a term is one life of one owner",
          was,
          is);
      check(is.follower() == null || !is.follower().equals(is.owner()), "follows itself", was, is);
      check(
          !is.inSync()
              || (is.follower() != null
                  && is.follower().equals(was.follower())
                  && is.followerIncarnation() == was.followerIncarnation()
                  && is.term() == was.term()),
          "in sync before it was told as the follower of this owner",
          was,
          is);
      if (was.owner() != null && !was.owner().equals(is.owner())) {
        check(
            restored || was.inSync() && Objects.equals(was.follower(), is.owner()),
            "promoted without being in sync",
            was,
            is);
      }
    }
  }

  private static int generation(StoredApplication application) {
    return ApplicationMetadata.decode(application.metadata()).generation();
  }

  private static void check(boolean good, String what, Object before, Object after) {
    if (!good) {
      throw new AssertionError(what + ": before=" + before + ", after=" + after);
    }
  }
}
