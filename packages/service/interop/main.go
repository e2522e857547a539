// Calls an RPC with grpc-go, once for each request: "go run . host:port path base64...".
// Prints what the client reads of each answer as JSON.
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"
)

func main() {
	connection, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	check(err)
	for _, argument := range os.Args[3:] {
		bytes, err := base64.StdEncoding.DecodeString(argument)
		check(err)
		// Fields that a message does not know go with it as they are.
		request, answer := &emptypb.Empty{}, &emptypb.Empty{}
		check(proto.Unmarshal(bytes, request))
		read := status.Convert(connection.Invoke(context.Background(), os.Args[2], request, answer))
		line, err := json.Marshal(map[string]any{"code": read.Code(), "message": read.Message()})
		check(err)
		fmt.Println(string(line))
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
