package io.millrace.cli;

import io.millrace.cli.text.Console;
import io.millrace.cluster.code.CodeException;
import io.millrace.cluster.code.UserCodeException;
import io.millrace.connector.files.JsonValues;
import io.millrace.runtime.partition.FunctionFailedException;
import io.millrace.runtime.state.StateFault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Says what went wrong: one message, without a stack trace unless it is of user code, of a bug of
 * ours, or asked for.
 */
final class Complaints {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  /** Packages of what calls user code, or is called by it. */
  private static final List<String> CALLERS =
      List.of(
          "io.millrace.runtime.",
          "io.millrace.cluster.",
          "io.millrace.cli.run.",
          "io.millrace.cli.offline.");

  /** More of a stack that overflowed tells nothing more. */
  private static final int MOST_FRAMES = 50;

  private static final Pattern CHOICES =
      Pattern.compile("(\\[[A-Z_, ]+\\]) \\(case-insensitive\\)");

  /** What was understood before the fault is known, what comes behind it is not. */
  private static final Pattern JSON_ASKED_FOR = Pattern.compile("(^| )(-o|--output)[ =]?json( |$)");

  private final Main main;

  Complaints(Main main) {
    this.main = main;
  }

  /** What picocli refused. */
  int onWrongUsage(ParameterException refusal, String[] args) {
    String verb = refusal.getCommandLine().getCommandSpec().qualifiedName();
    String message = plainly(refusal.getMessage());
    if (refusal instanceof CommandLine.UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      boolean verbMissing = !refusal.getCommandLine().getSubcommands().isEmpty();
      message =
          verbMissing && !first.startsWith("-")
              ? "unknown verb: " + first
              : "unknown argument: " + String.join(" ", unmatched.getUnmatched());
      List<String> suggestions = unmatched.getSuggestions();
      if (!suggestions.isEmpty()) {
        message += "; did you mean " + String.join(" or ", suggestions) + "?";
      }
    }
    main.console().complain(message + "\nSee '" + verb + " --help'.");
    if (main.wantsJson() || JSON_ASKED_FOR.matcher(String.join(" ", args)).find()) {
      main.console().print(JsonValues.toJson(Map.of("error", message)));
    }
    return WRONG_USAGE;
  }

  /** Picocli's message with values as they are written, and without a slip of its own. */
  private static String plainly(String message) {
    return CHOICES
        .matcher(message.replace("option option", "option"))
        .replaceAll(choices -> choices.group(1).toLowerCase(Locale.ROOT));
  }

  /** What a verb threw. */
  int onFailure(Exception failure, CommandLine line, ParseResult parsed) {
    return report(failure);
  }

  /** Prints what went wrong; returns the exit code. */
  int report(Throwable failure) {
    String message = print(main.console(), failure, main.isVerbose());
    if (main.wantsJson()) {
      main.console().print(JsonValues.toJson(Map.of("error", message)));
    }
    return failure instanceof WrongUsageException || failure instanceof CodeException
        ? WRONG_USAGE
        : FAILED;
  }

  /** Prints what went wrong on standard error; returns the message. */
  static String print(Console console, Throwable failure, boolean verbose) {
    String message = message(failure);
    console.complain(message);
    if (verbose) {
      console.say(trace(failure));
    } else if (isOfUser(failure) && failure.getCause() != null) {
      console.say(userTrace(failure.getCause()));
    } else if (isBug(failure)) {
      console.say(trace(failure));
    }
    return message;
  }

  private static String message(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return "out of memory: "
          + failure.getMessage()
          + "; give more with MILLRACE_JAVA_OPTS=-Xmx4g";
    }
    String message = failure.getMessage();
    if (failure instanceof IOException || message == null || message.isBlank()) {
      return failure.toString();
    }
    return message;
  }

  private static boolean isOfUser(Throwable failure) {
    return failure instanceof FunctionFailedException || failure instanceof UserCodeException;
  }

  /** What nobody foresaw deserves its stack trace. */
  private static boolean isBug(Throwable failure) {
    return failure instanceof NullPointerException
        || failure instanceof ClassCastException
        || failure instanceof IndexOutOfBoundsException
        || failure instanceof Error
            && !(failure instanceof OutOfMemoryError)
            && !(failure instanceof StateFault);
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString().stripTrailing();
  }

  /** The stack trace from what user code called down to where the engine called it. */
  private static String userTrace(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      StackTraceElement[] frames = at.getStackTrace();
      int end = 0;
      while (end < frames.length && isOfEngine(frames[end])) {
        end++;
      }
      while (end < frames.length && !isOfEngine(frames[end])) {
        end++;
      }
      at.setStackTrace(Arrays.copyOf(frames, Math.min(end, MOST_FRAMES)));
    }
    return trace(thrown);
  }

  private static boolean isOfEngine(StackTraceElement frame) {
    return CALLERS.stream().anyMatch(frame.getClassName()::startsWith);
  }
}
