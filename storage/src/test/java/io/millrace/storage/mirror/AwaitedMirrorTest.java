package io.millrace.storage.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.rewind.Lineage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A mirror that somebody waits for: what was told to be safe is there when all else is gone. */
class AwaitedMirrorTest {
  private static final int FIRST_SEED = 1;
  private static final int SEEDS = Integer.getInteger("millrace.mirror.seeds", 40);

  @TempDir Path directory;

  private FaultyMirrorFiles files;
  private int hosts;
  private long nowNs;

  /** All entries of which anybody was told that they are safe. */
  private final List<String> safe = new ArrayList<>();

  @BeforeEach
  void makePlace() throws IOException {
    files = new FaultyMirrorFiles(new DirectoryMirrorFiles(Files.createDirectories(mirror())));
  }

  private Path mirror() {
    return directory.resolve("mirror");
  }

  /** An owner of one term. */
  private final class Owner implements AutoCloseable {
    final Path host;
    final MirrorSite site;
    final PartitionMirror mirror;
    long told;

    Owner(Path host, MirrorSite site) {
      this.host = host;
      this.site = site;
      this.mirror = site.mirror(files, Lineage.NONE, offset -> told = offset, nowNs);
    }

    int work(long ns) {
      nowNs += ns;
      return mirror.work(nowNs, -1);
    }

    /** Works until nothing is left to do. */
    void settle() {
      for (int idle = 0; idle < 4; ) {
        idle = work(700_000_000) == 0 ? idle + 1 : 0;
      }
    }

    void note() {
      List<String> entries = site.entries();
      for (int i = safe.size(); i < told; i++) {
        safe.add(entries.get(i));
      }
      assertThat(entries.subList(0, (int) told)).isEqualTo(safe.subList(0, (int) told));
    }

    @Override
    public void close() {
      mirror.end();
      mirror.close();
      site.close();
    }
  }

  private Owner owner(Path host, int term) {
    return new Owner(host, new MirrorSite(host, term, 0));
  }

  /** An owner on a host that has nothing, restored from the mirror. */
  private Owner restored(int term) throws IOException {
    Path host = directory.resolve("host-" + hosts++);
    MirrorSite site = new MirrorSite(host, term, 0);
    new MirrorRestore(files, MirrorSite.APPLICATION, MirrorSite.PARTITION, Lineage.NONE, 1)
        .runToEnd(term, site.journal, site.data.snapshots());
    return new Owner(host, site);
  }

  @Test
  void shouldTellOnlyWhatIsThereWhenAllElseIsGone() throws IOException {
    try (Owner first = owner(directory.resolve("w1"), 1)) {
      first.site.append(10);
      first.settle();
      assertThat(first.told).isEqualTo(10);
      first.site.append(1);
      first.work(1_500_000_000);
      first.site.append(4);
      first.work(1); // no manifest is due yet
      assertThat(first.told).isEqualTo(15);
      first.note();
    }
    try (Owner second = restored(2)) {
      assertThat(second.site.entries()).isEqualTo(safe);
      assertThat(second.told).isZero();
      second.settle();
      assertThat(second.told).isEqualTo(15);
    }
  }

  @Test
  void shouldTellNothingWhileTheMirrorIsAway() {
    try (Owner first = owner(directory.resolve("w1"), 1)) {
      first.site.append(10);
      first.settle();
      files.gone = true;
      first.site.append(10);
      first.settle();
      assertThat(first.told).isEqualTo(10);
      assertThat(first.mirror.standing().failure()).isEqualTo("nobody there");
      files.gone = false;
      nowNs += 2_000_000_000;
      first.settle();
      assertThat(first.told).isEqualTo(20);
    }
  }

  @Test
  void shouldTellNothingOnceOthersWentOnFromTheMirror() throws IOException {
    try (Owner former = owner(directory.resolve("w1"), 1)) {
      former.site.append(10);
      former.settle();
      try (Owner next = restored(2)) {
        former.site.append(10);
        former.settle();
        assertThat(former.told).isEqualTo(10);
        assertThat(former.mirror.standing().failure()).contains("others go on from what is");
        next.site.append(3);
        next.settle();
        assertThat(next.told).isEqualTo(13);
        former.settle();
        assertThat(former.told).isEqualTo(10);
      }
    }
  }

  @Test
  void shouldNotLetANewOwnersFirstManifestTakeBackWhatWasSafe() throws IOException {
    Path host = directory.resolve("w1");
    try (Owner first = owner(host, 1)) {
      first.site.append(4);
      first.settle();
      first.site.append(1);
      first.work(1_500_000_000);
      first.site.append(20);
      first.work(1); // no manifest is due yet
      first.note();
    }
    try (Owner again = owner(host, 2)) {
      files.room = 700; // part of what is to be copied
      again.settle();
      assertThat(again.told).isZero();
      files.room = Long.MAX_VALUE;
    }
    try (Owner other = restored(3)) {
      assertThat(other.site.entries()).isEqualTo(safe);
    }
  }

  static List<Integer> seeds() {
    List<Integer> seeds = new ArrayList<>();
    for (int seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void shouldKeepWhatWasSafeWhateverHappens(int seed) throws IOException {
    Random chance = new Random(seed);
    int term = 1;
    Owner owner = owner(directory.resolve("host-" + hosts++), term);
    Owner former = null;
    long epoch = 0;
    try {
      for (int step = 0; step < 60; step++) {
        switch (chance.nextInt(12)) {
          case 0, 1, 2 -> owner.site.append(1 + chance.nextInt(20));
          case 3 -> owner.site.enter(++epoch);
          case 4 -> files.gone = !files.gone && chance.nextBoolean();
          case 5 -> files.room = chance.nextBoolean() ? Long.MAX_VALUE : chance.nextInt(3_000);
          case 6 -> {
            if (chance.nextInt(3) == 0) { // the process dies, its disk stays
              Path host = owner.host;
              owner.close();
              owner = owner(host, ++term);
            }
          }
          case 7 -> {
            if (!files.gone && chance.nextInt(3) == 0) { // its host is gone, or cut off
              close(former);
              former = owner;
              owner = restored(++term);
              assertThat(owner.site.entries().subList(0, safe.size())).isEqualTo(safe);
            }
          }
          default -> {
            owner.work(chance.nextInt(1_500) * 1_000_000L);
            owner.note();
          }
        }
        if (former != null) {
          long before = former.told;
          former.site.append(chance.nextInt(3));
          former.work(chance.nextInt(800) * 1_000_000L);
          assertThat(former.told).as("told by one that is fenced").isEqualTo(before);
        }
      }
      files.gone = false;
      files.room = Long.MAX_VALUE;
      nowNs += 2_000_000_000;
      owner.settle();
      owner.note();
      assertThat(owner.told).isEqualTo(owner.site.journal.endOffset());
      close(former);
      former = owner;
      owner = restored(++term);
      assertThat(owner.site.entries()).isEqualTo(safe);
    } finally {
      owner.close();
      close(former);
    }
  }

  private static void close(Owner owner) {
    if (owner != null) {
      owner.close();
    }
  }
}
