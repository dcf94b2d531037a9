"""Schemas with every kind of field there is, to test messages with."""

from pathlib import Path
from typing import Any

from google.protobuf import message_factory

from GrpcLibrary.schema import Schema

RICH = """
syntax = "proto3";
package rich;
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/empty.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";

service Rich {
  rpc Do(All) returns (All);
  rpc Top(google.protobuf.StringValue) returns (google.protobuf.Timestamp);
  rpc DoOdd(Odd) returns (Odd);
}

enum Pace { PACE_UNKNOWN = 0; PACE_EASY = 1; PACE_BRISK = 2; PACE_BACK = -1; }

message All {
  double double = 1;
  float float = 2;
  int32 int32 = 3;
  int64 int64 = 4;
  uint32 uint32 = 5;
  uint64 uint64 = 6;
  sint32 sint32 = 7;
  sint64 sint64 = 8;
  fixed32 fixed32 = 9;
  fixed64 fixed64 = 10;
  sfixed32 sfixed32 = 11;
  sfixed64 sfixed64 = 12;
  bool bool = 13;
  string string = 14;
  bytes bytes = 15;
  Pace pace = 16;
  All child = 17;
  repeated float floats = 18;
  repeated string strings = 19;
  repeated Pace paces = 20;
  repeated All children = 21;
  map<string, float> by_name = 22;
  map<int64, All> by_number = 23;
  map<bool, bytes> by_truth = 24;
  optional int32 maybe_number = 25;
  optional string maybe_text = 26;
  oneof choice {
    string one = 27;
    All other = 28;
    google.protobuf.Empty nothing = 29;
  }
  google.protobuf.Timestamp at = 30;
  google.protobuf.Duration took = 31;
  google.protobuf.Struct struct = 32;
  google.protobuf.Value value = 33;
  google.protobuf.ListValue list = 34;
  google.protobuf.NullValue null = 35;
  google.protobuf.FieldMask mask = 36;
  google.protobuf.Any any = 37;
  repeated google.protobuf.Any anys = 38;
  google.protobuf.DoubleValue double_value = 39;
  google.protobuf.FloatValue float_value = 40;
  google.protobuf.Int64Value int64_value = 41;
  google.protobuf.UInt64Value uint64_value = 42;
  google.protobuf.Int32Value int32_value = 43;
  google.protobuf.UInt32Value uint32_value = 44;
  google.protobuf.BoolValue bool_value = 45;
  google.protobuf.StringValue string_value = 46;
  google.protobuf.BytesValue bytes_value = 47;
  repeated google.protobuf.Timestamp ats = 48;
  map<string, google.protobuf.Duration> spans = 49;
  map<string, google.protobuf.BytesValue> wrapped = 50;
  string secret = 51 [debug_redact = true];
  repeated int32 secret_numbers = 52 [debug_redact = true];
  map<string, string> secret_map = 53 [debug_redact = true];
  map<string, Pace> pace_by_name = 54;
}

message Odd {
  string self = 1;
  int32 DESCRIPTOR = 2;
  Odd HasField = 3;
  repeated int32 ListFields = 4;
  string message = 5;
  string method = 6;
  Odd SerializeToString = 7;
  map<string, int32> items = 8;
  string class = 9;
}
"""

OLD = """
syntax = "proto2";
package old;

service Old { rpc Do(Base) returns (Base); }

enum Closed { CLOSED_ONE = 1; CLOSED_TWO = 2; }

message Base {
  required string name = 1;
  optional int32 count = 2 [default = 7];
  optional Closed closed = 3 [default = CLOSED_TWO];
  optional group Part = 4 { optional string label = 1; }
  optional Base child = 5;
  extensions 100 to 199;
}

message Other { extensions 100 to 199; }

message Nested {
  extend Base { optional Nested inside = 105; }
  optional int32 number = 1;
}

extend Base {
  optional int32 rank = 100;
  optional Nested nested = 101;
  repeated string labels = 102;
  optional Closed mood = 103;
  optional string code = 104 [debug_redact = true];
}
extend Other { optional int32 foreign = 100; }
"""


def kinds(text: str, folder: Path) -> dict[str, Any]:
    """Return the message classes of a schema by name."""
    file = folder / "tested.proto"
    file.write_text(text)
    found = Schema.from_path(file).types.FindFileByName("tested.proto").message_types_by_name
    return {name: message_factory.GetMessageClass(kind) for name, kind in found.items()}
