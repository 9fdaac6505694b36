package io.millrace.systemtests.simulation;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;

/** Rewrites the first chunk of a snapshot; its layout is in {@code docs/formats/snapshot.md}. */
final class SnapshotMeta {
  private static final int KIND_VERSION_AND_LAST = 3;
  private static final int FIXED_BYTES = 8 + 8 + 4 + 8;
  private static final int CHANNEL_BYTES = 3 * 8;

  private SnapshotMeta() {}

  /** The chunk without the frames that were not acked. */
  static byte[] withoutUnacked(byte[] meta) {
    ByteInput in = new ByteInput(meta);
    ByteOutput out = new ByteOutput(meta.length);
    copy(in, out, KIND_VERSION_AND_LAST + FIXED_BYTES);
    int channels = in.readInt();
    out.writeInt(channels);
    copy(in, out, channels * CHANNEL_BYTES);
    int partitions = in.readInt();
    out.writeInt(partitions);
    for (int p = 0; p < partitions; p++) {
      copy(in, out, 2 * 8);
      in.skip(in.readInt());
      out.writeInt(0);
    }
    copy(in, out, in.remaining());
    return out.toByteArray();
  }

  private static void copy(ByteInput in, ByteOutput out, int bytes) {
    out.writeBytes(in.array(), in.position(), bytes);
    in.skip(bytes);
  }
}
