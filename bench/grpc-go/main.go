// Program grpc-go makes or answers the calls of "npm run bench" with grpc-go, as the other
// contenders do: it is told what to do, and tells what came of it, in lines of JSON.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"syscall"
)

func main() {
	var first, answer = serve, cpuAnswer
	if os.Args[1] == "client" {
		first, answer = connect, roundAnswer
	}
	say(first())
	// The end of the input is the end of whoever started this program.
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		say(answer(lines.Bytes()))
	}
}

func say(value any) {
	line, err := json.Marshal(value)
	check(err)
	fmt.Println(string(line))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func cpuAnswer([]byte) any { return cpuMs() }

// cpuMs returns the CPU that this process has used, user and system, in milliseconds.
func cpuMs() float64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	ms := func(time syscall.Timeval) float64 { return float64(time.Nano()) / 1e6 }
	return ms(usage.Utime) + ms(usage.Stime)
}
