package io.millrace.cli.samples;

import io.millrace.functions.Context;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;

/** Takes values whose key may be missing. */
public final class Greeting implements StreamFunction<Greeting.Person> {
  public record Person(String name) {}

  public static final Topic<Person> PEOPLE = Topic.of("people", Person.class).keyedBy(Person::name);

  @Override
  public void onRecord(StreamRecord<Person> person, Context context) {
    // the key is all that matters
  }
}
