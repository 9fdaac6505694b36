package io.millrace.storage.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.rewind.EpochSearch.Mark;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.storage.mirror.MirrorManifest.Segment;
import io.millrace.storage.mirror.MirrorManifest.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads what the first version wrote; see {@code docs/formats/mirror.md}. */
class MirrorFormatTest {
  static final String SEGMENT = "0000000004-000001.journal";

  @TempDir Path directory;

  /** One with something in every field. */
  static MirrorManifest manifest() {
    return new MirrorManifest(
        -77,
        3,
        4,
        1,
        9,
        List.of(new Segment("0000000002-000000.journal", 0, 10), new Segment(SEGMENT, 12, 14)),
        List.of(
            new Snapshot("0000000002-0-5.snapshot", new SnapshotId(3, 0, 5, 7, 1), false, 0),
            new Snapshot("0000000004-1-13.snapshot", new SnapshotId(3, 1, 13, 11, 2), true, 5)),
        List.of(new Mark(9, 6, 1_700_000_000_000L), new Mark(12, 13, 1_700_000_001_000L)));
  }

  /** A segment of two EPOCH entries. */
  static byte[] segment() {
    ByteOutput bytes = new ByteOutput(256);
    byte[] header = MirrorSegment.header(-77, 3, 4, 1, 12);
    bytes.writeBytes(header, 0, header.length);
    for (long offset = 12; offset < 14; offset++) {
      byte[] frame = new byte[FrameHeader.LENGTH];
      FrameHeader.init(frame, 0, FrameType.EPOCH);
      FrameHeader.length(frame, 0, frame.length);
      FrameHeader.epoch(frame, 0, offset - 1);
      FrameHeader.offset(frame, 0, offset);
      FrameHeader.seal(frame, 0);
      bytes.writeBytes(frame, 0, frame.length);
    }
    return bytes.toByteArray();
  }

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in = MirrorFormatTest.class.getResourceAsStream("/formats/" + name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void shouldReadAManifestOfTheFirstVersion() throws IOException {
    assertThat(MirrorManifest.decode("m", fixture("mirror-manifest-v1.txt"))).isEqualTo(manifest());
  }

  @Test
  void shouldReadASegmentOfTheFirstVersion() throws IOException {
    MirrorFolder folder = new MirrorFolder(new DirectoryMirrorFiles(directory), -77, 3);
    Path file = directory.resolve(folder.path(SEGMENT));
    Files.createDirectories(file.getParent());
    Files.write(file, fixture("mirror-segment-v1.bin"));
    ByteOutput frame = new ByteOutput(256);
    try (MirrorSegment segment =
        MirrorSegment.open(folder, manifest(), manifest().segments().get(1))) {
      segment.read(frame);
      segment.read(frame);
      assertThat(FrameHeader.epoch(frame.array(), 0)).isEqualTo(12);
      assertThat(segment.offset()).isEqualTo(14);
      assertThatThrownBy(() -> segment.read(frame)).hasMessageContaining("entries missing");
    }
  }

  @Test
  void shouldRefuseAManifestOfALaterVersionByName() {
    String later =
        new String(manifest().encode(), StandardCharsets.US_ASCII)
            .replace("version 1", "version 2");
    String body = later.substring(0, later.lastIndexOf("crc32c"));
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    byte[] bytes =
        (body + String.format("crc32c %08x\n", crc.getValue())).getBytes(StandardCharsets.US_ASCII);

    assertThatThrownBy(() -> MirrorManifest.decode("m", bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another version: file=m")
        .hasMessageContaining("version 2");
  }
}
