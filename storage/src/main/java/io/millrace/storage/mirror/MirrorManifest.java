package io.millrace.storage.mirror;

import io.millrace.runtime.rewind.EpochSearch.Mark;
import io.millrace.runtime.snapshot.SnapshotId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a mirror holds of one partition, as the owner of one term wrote it; that of the highest term
 * counts. Immutable.
 *
 * @param application its number
 * @param partition which
 * @param term of the owner that wrote it
 * @param generation of its journal
 * @param firstEpoch EPOCH entries of earlier epochs may be left out of the marks
 * @param segments of the journal, by their starts; there may be gaps between them
 * @param snapshots oldest first
 * @param marks the EPOCH entries in these segments that may be gone back to, in order
 */
public record MirrorManifest(
    long application,
    int partition,
    int term,
    int generation,
    long firstEpoch,
    List<Segment> segments,
    List<Snapshot> snapshots,
    List<Mark> marks) {
  private static final String FIRST_LINE = "millrace mirror manifest, version 1";
  private static final String CHECKSUM = "crc32c ";

  public MirrorManifest {
    segments = List.copyOf(segments);
    snapshots = List.copyOf(snapshots);
    marks = List.copyOf(marks);
  }

  /**
   * A file with entries of the journal.
   *
   * @param file its name
   * @param start offset of its first entry
   * @param end entries from here on do not count, whatever the file holds
   */
  public record Segment(String file, long start, long end) {}

  /**
   * A snapshot.
   *
   * @param file its name
   * @param id which moment it holds
   * @param last whether its owner folded nothing beyond it, so that other code may go on from it
   * @param journalStart where the owner's journal began when the snapshot was taken here: readers
   *     of the journal need no entries below
   */
  public record Snapshot(String file, SnapshotId id, boolean last, long journalStart) {}

  /** Where its journal ends: all entries below are here. 0 if there are none. */
  public long end() {
    return segments.isEmpty() ? 0 : segments.get(segments.size() - 1).end();
  }

  /** As bytes; {@code docs/formats/mirror.md} describes them. */
  public byte[] encode() {
    StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
    text.append("application ").append(Long.toHexString(application)).append('\n');
    line(text, "partition", partition, term, generation, firstEpoch);
    for (Segment segment : segments) {
      line(text, "segment", segment.file(), segment.start(), segment.end());
    }
    for (Snapshot snapshot : snapshots) {
      SnapshotId id = snapshot.id();
      line(
          text,
          "snapshot",
          snapshot.file(),
          id.generation(),
          id.offset(),
          id.epoch(),
          id.codeVersion(),
          snapshot.last() ? 1 : 0,
          snapshot.journalStart());
    }
    for (Mark mark : marks) {
      line(text, "epoch", mark.epoch(), mark.offset(), mark.atMs());
    }
    String checksum = checksum(text.toString());
    text.append(CHECKSUM).append(checksum).append('\n');
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void line(StringBuilder text, Object... fields) {
    for (int i = 0; i < fields.length; i++) {
      text.append(i == 0 ? "" : " ").append(fields[i]);
    }
    text.append('\n');
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    return String.format("%08x", crc.getValue());
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @param name of the file, for messages
   * @throws IOException if it is anything else
   */
  public static MirrorManifest decode(String name, byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.US_ASCII);
    int last = text.lastIndexOf(CHECKSUM);
    if (last < 0
        || !text.substring(last).equals(CHECKSUM + checksum(text.substring(0, last)) + "\n")) {
      throw new IOException("mirror's manifest is damaged: file=" + name);
    }
    String[] lines = text.substring(0, last).split("\n");
    if (!lines[0].equals(FIRST_LINE)) {
      throw new IOException(
          "mirror's manifest is of another version: file="
              + name
              + ", it says '"
              + lines[0]
              + "'; this release reads '"
              + FIRST_LINE
              + "'");
    }
    try {
      return parse(lines);
    } catch (RuntimeException e) {
      throw new IOException("mirror's manifest is not understood: file=" + name, e);
    }
  }

  private static MirrorManifest parse(String[] lines) {
    long application = Long.parseUnsignedLong(lines[1].split(" ")[1], 16);
    String[] head = lines[2].split(" ");
    int partition = Integer.parseInt(head[1]);
    List<Segment> segments = new ArrayList<>();
    List<Snapshot> snapshots = new ArrayList<>();
    List<Mark> marks = new ArrayList<>();
    for (int i = 3; i < lines.length; i++) {
      String[] fields = lines[i].split(" ");
      switch (fields[0]) {
        case "segment" ->
            segments.add(new Segment(fields[1], number(fields, 2), number(fields, 3)));
        case "snapshot" -> snapshots.add(snapshot(partition, fields));
        case "epoch" ->
            marks.add(new Mark(number(fields, 1), number(fields, 2), number(fields, 3)));
        default -> throw new IllegalArgumentException(lines[i]);
      }
    }
    return new MirrorManifest(
        application,
        partition,
        Integer.parseInt(head[2]),
        Integer.parseInt(head[3]),
        Long.parseLong(head[4]),
        segments,
        snapshots,
        marks);
  }

  private static Snapshot snapshot(int partition, String[] fields) {
    return new Snapshot(
        fields[1],
        new SnapshotId(
            partition,
            (int) number(fields, 2),
            number(fields, 3),
            number(fields, 4),
            (int) number(fields, 5)),
        number(fields, 6) == 1,
        number(fields, 7));
  }

  private static long number(String[] fields, int at) {
    return Long.parseLong(fields[at]);
  }
}
