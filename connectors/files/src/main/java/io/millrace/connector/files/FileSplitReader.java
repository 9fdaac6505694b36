package io.millrace.connector.files;

import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads one file line by line. What is a line is decided from the bytes between its beginning and
 * the bound of its length alone, never from how much happened to be in the buffer: reading again
 * from a position gives the same items.
 */
final class FileSplitReader<T> implements SplitReader<T> {
  private static final int BUFFER_BYTES = 256 << 10;
  private static final int FILLS_PER_READ = 16;
  private static final int POLLS_PER_CHECK = 64;
  private static final int SHOWN_BYTES = 200;

  private final Path file;
  private final LineParser<T> parser;
  private final FileBytes bytes;
  private final LineNumbers lineNumbers;
  private final boolean follow;
  private final int maxLineBytes;

  private byte[] buffer = new byte[BUFFER_BYTES];
  private int head;
  private int tail;
  private long headPosition; // of buffer[head] in the file
  private long resumeAt; // where to go once the header is known
  private boolean afterOpenLine; // the byte before head is no newline, though an item ended there
  private long takenFrom; // where the line of the last value begins
  private long skippedFrom = -1; // where a line begins that is too long and being passed over
  private String skippedText;
  private int idlePolls;
  private boolean ended;

  FileSplitReader(Path file, ReadOptions options, LineParser<T> parser, long position)
      throws IOException {
    this.file = file;
    this.parser = parser;
    this.maxLineBytes = options.maxLineBytes();
    this.bytes = new FileBytes(file);
    this.lineNumbers = new LineNumbers(file);
    this.follow = options.follow() && !bytes.isCompressed();
    this.resumeAt = position;
    if (position > 0 && !parser.wantsHeader()) {
      try {
        resume();
      } catch (IOException e) {
        bytes.close();
        throw e;
      }
    }
  }

  @Override
  public ReadStatus read(SourceOutput<T> output, int limit) throws IOException {
    int fills = 0;
    for (int items = 0; items < limit && !ended; ) {
      if (headPosition == 0) {
        passMark();
      }
      checkLineBegins();
      int end = lineEnd();
      if (end >= 0) {
        take(output, end, end + 1);
        items++;
      } else if (isTooLong()) {
        passOver(output, end);
        items++;
      } else if (fill()) {
        if (++fills == FILLS_PER_READ) {
          return ReadStatus.MORE;
        }
      } else if (follow) {
        waitForMore();
        return ReadStatus.IDLE;
      } else {
        bytes.checkNotCut();
        finish(output, end);
        items++;
      }
    }
    return ended ? ReadStatus.END : ReadStatus.MORE;
  }

  private int lineEnd() {
    if (skippedFrom >= 0) {
      return LineParser.newline(buffer, head, tail);
    }
    return parser.end(buffer, head, Math.min(tail, head + maxLineBytes + 2));
  }

  private boolean isTooLong() {
    return skippedFrom >= 0 ? tail > head : tail - head >= maxLineBytes + 2;
  }

  private void take(SourceOutput<T> output, int newline, int next) throws IOException {
    long from = headPosition;
    int begin = head;
    int end = newline > begin && buffer[newline - 1] == '\r' ? newline - 1 : newline;
    headPosition += next - head;
    head = next;
    if (skippedFrom >= 0) {
      long begun = skippedFrom;
      skippedFrom = -1;
      malformed(output, begun, skippedText, tooLong());
    } else if (end - begin > maxLineBytes) {
      malformed(output, from, shown(begin, end), tooLong());
    } else if (parser.isEmpty(buffer, begin, end)) {
      return;
    } else if (parser.wantsHeader()) {
      header(begin, end);
    } else {
      T value;
      try {
        value = parser.parse(buffer, begin, end);
      } catch (MalformedLine e) {
        malformed(output, from, shown(begin, end), e.getMessage());
        return;
      }
      takenFrom = from;
      output.record(value, headPosition);
    }
  }

  private void header(int begin, int end) throws IOException {
    try {
      parser.header(buffer, begin, end);
    } catch (MalformedLine e) {
      throw new IOException(
          "header row cannot be used: file="
              + file
              + "; "
              + e.getMessage()
              + "; correct it or name the columns");
    }
    if (resumeAt > 0) {
      resume();
    }
  }

  /** Goes to the position at which an earlier reader stood. */
  private void resume() throws IOException {
    if (resumeAt < headPosition) {
      throw new IOException(
          "position is inside the header row: file="
              + file
              + ", position="
              + resumeAt
              + "; the file was replaced: give the new one a name of its own");
    }
    // One byte earlier, to see that a line ends there.
    long target = resumeAt - 1;
    int buffered = tail - head;
    if (target - headPosition < buffered) {
      head += (int) (target - headPosition);
    } else {
      bytes.skipTo(target);
      head = 0;
      tail = 0;
    }
    headPosition = target;
    if (head == tail && !fill()) {
      throw bytes.tooShort(resumeAt, target);
    }
    afterOpenLine = buffer[head] != '\n';
    head++;
    headPosition++;
  }

  private void checkLineBegins() throws IOException {
    if (!afterOpenLine || head == tail) {
      return;
    }
    if (buffer[head] != '\n' && buffer[head] != '\r') {
      throw new IOException(
          "position is inside a line: file="
              + file
              + ", position="
              + headPosition
              + "; the file was changed, or a last line without newline was read and then went on:"
              + " put the old one back, or give the new one a name of its own");
    }
    afterOpenLine = false;
  }

  private void passMark() throws IOException {
    while (tail - head < 3 && fill()) {}
    if (tail - head >= 3
        && buffer[head] == (byte) 0xEF
        && buffer[head + 1] == (byte) 0xBB
        && buffer[head + 2] == (byte) 0xBF) {
      head += 3;
      headPosition += 3;
    }
  }

  /** Gives up on the line that begins at head, or goes on to give it up. */
  private void passOver(SourceOutput<T> output, int end) throws IOException {
    if (skippedFrom < 0) {
      int newline =
          end == LineParser.IN_QUOTES
              ? LineParser.newline(buffer, head, head + maxLineBytes + 2)
              : LineParser.OPEN;
      if (newline >= 0) {
        unclosed(output, newline, newline + 1);
        return;
      }
      skippedFrom = headPosition;
      skippedText = shown(head, head + maxLineBytes);
      return; // its newline may be in the buffer
    }
    headPosition += tail - head;
    head = 0;
    tail = 0;
  }

  /** A quote that is never closed costs its own line only; the next one begins a row again. */
  private void unclosed(SourceOutput<T> output, int newline, int next) throws IOException {
    long from = headPosition;
    String text = shown(head, newline);
    headPosition += next - head;
    head = next;
    malformed(output, from, text, "quote is not closed within " + maxLineBytes + " bytes");
  }

  private void finish(SourceOutput<T> output, int end) throws IOException {
    if (skippedFrom < 0 && end == LineParser.IN_QUOTES) {
      int newline = LineParser.newline(buffer, head, tail);
      unclosed(output, newline < 0 ? tail : newline, newline < 0 ? tail : newline + 1);
    } else if (skippedFrom >= 0 || head < tail) {
      take(output, tail, tail);
    }
    ended = head == tail && !fill();
  }

  private void waitForMore() throws IOException {
    bytes.checkNotCut();
    if (++idlePolls % POLLS_PER_CHECK == 0) {
      bytes.checkNotReplaced();
    }
  }

  /** Gets more bytes behind those that are there; false if there are none now. */
  private boolean fill() throws IOException {
    if (head == tail) {
      head = 0;
      tail = 0;
    } else if (tail == buffer.length && head > 0) {
      System.arraycopy(buffer, head, buffer, 0, tail - head);
      tail -= head;
      head = 0;
    } else if (tail == buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, buffer.length + 2));
    }
    int count = bytes.read(buffer, tail, buffer.length - tail);
    tail += Math.max(count, 0);
    return count > 0;
  }

  private void malformed(SourceOutput<T> output, long from, String text, String problem)
      throws IOException {
    output.malformed(headPosition, place(from), text, problem);
  }

  @Override
  public Optional<String> where() throws IOException {
    return Optional.of(place(takenFrom));
  }

  private String place(long from) throws IOException {
    return file + ":" + lineNumbers.at(from);
  }

  private String tooLong() {
    return "line is longer than " + maxLineBytes + " bytes";
  }

  private String shown(int begin, int end) {
    int bound = Math.min(end, begin + SHOWN_BYTES);
    String text = new String(buffer, begin, bound - begin, StandardCharsets.UTF_8);
    return bound < end ? text + "..." : text;
  }

  @Override
  public double progress() {
    return follow ? -1 : ended ? 1 : bytes.progress();
  }

  @Override
  public void close() throws IOException {
    lineNumbers.close();
    bytes.close();
  }
}
