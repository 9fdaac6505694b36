package io.millrace.cluster.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
  private static final int RUNS = 3_000;

  @Test
  void shouldSpreadANewApplicationEvenly() {
    List<Seat> placed = Placement.place(workers(3, 3), empty(8), true);
    assertThat(placed).allSatisfy(seat -> assertThat(seat.follower()).isNotEqualTo(seat.owner()));
    assertThat(owned(placed, "w0") + owned(placed, "w1") + owned(placed, "w2")).isEqualTo(8);
    assertThat(List.of(owned(placed, "w0"), owned(placed, "w1"), owned(placed, "w2")))
        .allMatch(count -> count == 2 || count == 3);
  }

  @Test
  void shouldGiveALostWorkersPartitionsToThoseThatHaveTheCopies() {
    List<Seat> before = Placement.place(workers(3, 3), empty(6), true);
    List<Seat> after = Placement.place(workers(2, 3), before, true);
    for (Seat seat : before) {
      Seat now = after.get(seat.partition());
      if (!seat.owner().equals("w2")) {
        assertThat(now.owner()).isEqualTo(seat.owner());
      }
    }
    assertThat(owned(after, "w0")).isEqualTo(3);
  }

  @Test
  void shouldMoveWhatIsCopiedThereAlreadyWhenAWorkerComesBack() {
    List<Seat> seats =
        List.of(
            new Seat(0, "w0", null),
            new Seat(1, "w0", "w1"),
            new Seat(2, "w0", null),
            new Seat(3, "w0", "w1"));
    List<Seat> placed = Placement.place(workers(2, 2), seats, true);
    assertThat(placed.stream().map(Seat::owner)).containsExactly("w0", "w1", "w0", "w1");
    assertThat(placed.get(1).follower()).as("the former owner").isEqualTo("w0");
  }

  @Test
  void shouldGiveWhatIsLeftOverToTheWorkerWithLittleElse() {
    List<Candidate> workers =
        List.of(new Candidate("a", "h", 5), new Candidate("b", "h", 0), new Candidate("c", "h", 2));
    List<Seat> placed = Placement.place(workers, empty(4), false);
    assertThat(owned(placed, "b")).isEqualTo(2);
  }

  @Test
  void shouldChooseTheWorkersThatHaveTheApplicationAndThenOtherMachines() {
    List<Candidate> workers =
        List.of(
            new Candidate("a", "h1", 0),
            new Candidate("b", "h1", 0),
            new Candidate("c", "h2", 9),
            new Candidate("d", "h1", 0));
    List<Seat> seats = List.of(new Seat(0, "d", null), new Seat(1, "d", null));
    assertThat(Placement.choose(workers, seats, 2).stream().map(Candidate::name))
        .containsExactly("d", "c");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldHoldItsPromisesWhateverWasThereBefore(long seed) {
    for (int run = 0; run < RUNS; run++) {
      Random random = new Random(seed * 1_000_000 + run);
      List<Candidate> workers = workers(1 + random.nextInt(6), 1 + random.nextInt(4));
      List<Seat> before = anything(random, 1 + random.nextInt(24));
      boolean replicated = random.nextBoolean();
      List<Candidate> shuffled = new ArrayList<>(workers);
      Collections.shuffle(shuffled, random);

      List<Seat> placed = Placement.place(shuffled, before, replicated);

      String what = "seed=" + seed + ", run=" + run;
      checkOwners(what, workers, before, placed);
      checkFollowers(what, workers, placed, replicated);
      assertThat(Placement.place(workers, placed, replicated)).as(what).isEqualTo(placed);
      assertThat(Placement.place(workers, before, replicated)).as(what).isEqualTo(placed);
    }
  }

  private static void checkOwners(
      String what, List<Candidate> workers, List<Seat> before, List<Seat> placed) {
    int least = placed.size() / workers.size();
    int above = 0;
    int kept = 0;
    for (Candidate worker : workers) {
      int owned = owned(placed, worker.name());
      assertThat(owned).as(what).isBetween(least, least + 1);
      int had = owned(before, worker.name());
      above += had > least ? 1 : 0;
      kept += Math.min(had, least);
    }
    // no more moves than evenness takes
    kept += Math.min(above, placed.size() % workers.size());
    long stayed =
        before.stream()
            .filter(seat -> Objects.equals(seat.owner(), ownerOf(placed, seat.partition())))
            .count();
    assertThat(stayed).as(what).isEqualTo(kept);
  }

  private static void checkFollowers(
      String what, List<Candidate> workers, List<Seat> placed, boolean replicated) {
    boolean several = workers.stream().map(Candidate::host).distinct().count() > 1;
    for (Seat seat : placed) {
      if (!replicated || workers.size() == 1) {
        assertThat(seat.follower()).as(what).isNull();
        continue;
      }
      assertThat(seat.follower()).as(what).isNotNull().isNotEqualTo(seat.owner());
      assertThat(workers).as(what).anyMatch(worker -> worker.name().equals(seat.follower()));
      if (several) {
        assertThat(host(workers, seat.follower()))
            .as(what)
            .isNotEqualTo(host(workers, seat.owner()));
      }
    }
  }

  private static String host(List<Candidate> workers, String name) {
    return workers.stream().filter(w -> w.name().equals(name)).findFirst().orElseThrow().host();
  }

  private static String ownerOf(List<Seat> seats, int partition) {
    return seats.stream()
        .filter(seat -> seat.partition() == partition)
        .findFirst()
        .orElseThrow()
        .owner();
  }

  private static int owned(List<Seat> seats, String worker) {
    return (int) seats.stream().filter(seat -> worker.equals(seat.owner())).count();
  }

  private static List<Candidate> workers(int count, int hosts) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Candidate("w" + i, "h" + i % hosts, 0))
        .toList();
  }

  private static List<Seat> empty(int partitions) {
    return IntStream.range(0, partitions).mapToObj(p -> new Seat(p, null, null)).toList();
  }

  /** Also workers that are gone, and none. */
  private static List<Seat> anything(Random random, int partitions) {
    return IntStream.range(0, partitions)
        .mapToObj(
            p ->
                new Seat(
                    p,
                    random.nextInt(5) == 0 ? null : "w" + random.nextInt(7),
                    random.nextInt(3) == 0 ? null : "w" + random.nextInt(7)))
        .toList();
  }
}
