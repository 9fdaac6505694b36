package io.millrace.systemtests.simulation;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.snapshot.IncomingSnapshot;
import io.millrace.runtime.snapshot.OutgoingSnapshot;
import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotOutput;
import io.millrace.runtime.snapshot.SnapshotStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * The snapshots of an application: some fail, some are committed late, the newest may be lost. The
 * mirror keeps what the partitions delete, for rewinds.
 */
final class SimulatedSnapshots {
  private static final Comparator<SnapshotId> OLDEST_FIRST =
      Comparator.comparingInt(SnapshotId::generation)
          .thenComparingLong(SnapshotId::offset)
          .thenComparingLong(SnapshotId::epoch);

  private static final class Stored {
    private final SnapshotId id;
    private final List<byte[]> chunks;
    private boolean listed = true;

    Stored(SnapshotId id, List<byte[]> chunks) {
      this.id = id;
      this.chunks = chunks;
    }
  }

  private final Chance chance;
  private final Mutant mutant;
  private final List<Stored> stored = new ArrayList<>();
  private final List<Output> handedOver = new ArrayList<>();
  private int committed;

  SimulatedSnapshots(Chance chance, Mutant mutant) {
    this.chance = chance;
    this.mutant = mutant;
  }

  /** How many were committed. */
  int committed() {
    return committed;
  }

  /** The store as one owner sees it. */
  SnapshotStore storeOf(Fuse fuse) {
    return new View(fuse);
  }

  /** One snapshot that was handed over becomes durable, or fails. */
  void progress(boolean mayFail) {
    if (!handedOver.isEmpty()) {
      Output output = handedOver.remove(chance.below(handedOver.size()));
      if (mayFail && chance.oneIn(5)) {
        output.status = SnapshotOutput.Status.FAILED;
      } else {
        commit(output);
      }
    }
  }

  private void commit(Output output) {
    stored.removeIf(known -> known.id.equals(output.id));
    stored.add(new Stored(output.id, output.chunks));
    output.status = SnapshotOutput.Status.COMMITTED;
    committed++;
  }

  /** The newest snapshot of a partition turns out to be damaged, if there is one before it. */
  void loseNewest(int partition) {
    List<Stored> of = listed(partition);
    if (of.size() > 1) {
      stored.remove(of.get(of.size() - 1));
    }
  }

  /** The newest snapshot of a partition, or null. */
  SnapshotId newest(int partition) {
    List<Stored> of = listed(partition);
    return of.isEmpty() ? null : of.get(of.size() - 1).id;
  }

  /** Everything taken in this epoch or a later one is forgotten; what was deleted comes back. */
  void rewind(long epoch) {
    handedOver.clear();
    stored.removeIf(known -> known.id.epoch() >= epoch);
    stored.forEach(known -> known.listed = true);
  }

  private List<Stored> listed(int partition) {
    List<Stored> of = new ArrayList<>();
    for (Stored known : stored) {
      if (known.listed && known.id.partition() == partition) {
        of.add(known);
      }
    }
    of.sort((a, b) -> OLDEST_FIRST.compare(a.id, b.id));
    return of;
  }

  /** The id as a partition gets to see it. */
  private SnapshotId shown(SnapshotId id) {
    return mutant == Mutant.RESTORE_FORGETS_EPOCH
        ? new SnapshotId(id.partition(), id.generation(), id.offset(), 0, id.codeVersion())
        : id;
  }

  private final class View implements SnapshotStore {
    private final Fuse fuse;

    View(Fuse fuse) {
      this.fuse = fuse;
    }

    @Override
    public SnapshotOutput begin(SnapshotId id) {
      fuse.burn();
      return new Output(id, fuse);
    }

    @Override
    public List<SnapshotId> list(int partition) {
      return listed(partition).stream().map(known -> shown(known.id)).toList();
    }

    @Override
    public SnapshotInput open(SnapshotId id) {
      Iterator<byte[]> rest = find(id).chunks.iterator();
      return new SnapshotInput() {
        @Override
        public boolean read(ByteOutput chunk) {
          fuse.burn();
          if (!rest.hasNext()) {
            return false;
          }
          byte[] bytes = rest.next();
          chunk.length(0);
          chunk.writeBytes(bytes, 0, bytes.length);
          return true;
        }

        @Override
        public void close() {
          // holds nothing
        }
      };
    }

    @Override
    public OutgoingSnapshot send(SnapshotId id) {
      throw new AssertionError("followers of the simulation need no snapshots: " + id);
    }

    @Override
    public IncomingSnapshot receive(SnapshotId id) {
      throw new AssertionError("followers of the simulation need no snapshots: " + id);
    }

    private Stored find(SnapshotId id) {
      List<Stored> all = listed(id.partition());
      for (int i = all.size() - 1; i >= 0; i--) {
        if (shown(all.get(i).id).equals(id)) {
          return all.get(i);
        }
      }
      throw new SnapshotException("snapshot missing: " + id);
    }

    @Override
    public void delete(SnapshotId id) {
      fuse.burn();
      find(id).listed = false;
    }
  }

  private final class Output implements SnapshotOutput {
    private final SnapshotId id;
    private final Fuse fuse;
    private final List<byte[]> chunks = new ArrayList<>();
    private Status status = Status.WRITING;

    Output(SnapshotId id, Fuse fuse) {
      this.id = id;
      this.fuse = fuse;
    }

    @Override
    public boolean offer(byte[] chunk, int length) {
      fuse.burn();
      if (chance.oneIn(3)) {
        return false;
      }
      force(chunk, length);
      return true;
    }

    @Override
    public void force(byte[] chunk, int length) {
      byte[] bytes = Arrays.copyOf(chunk, length);
      chunks.add(
          mutant == Mutant.SNAPSHOT_WITHOUT_UNACKED && chunks.isEmpty()
              ? SnapshotMeta.withoutUnacked(bytes)
              : bytes);
      if (chance.oneIn(40)) {
        status = Status.FAILED;
      }
    }

    @Override
    public void commit() {
      fuse.burn();
      if (status == Status.WRITING) {
        if (chance.oneIn(2)) {
          SimulatedSnapshots.this.commit(this);
        } else {
          handedOver.add(this);
        }
      }
      fuse.burn();
    }

    @Override
    public void abort() {
      chunks.clear();
      status = Status.FAILED;
    }

    @Override
    public Status status() {
      return status;
    }
  }
}
