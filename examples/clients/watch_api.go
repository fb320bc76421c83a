// Prints the status of one API whenever it changes. Usage: go run watch_api.go URL BASEPATH
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"time"
)

var (
	client = http.Client{Timeout: 5 * time.Second}
	maxAge = regexp.MustCompile(`max-age=(\d+)`)
)

type heartbeat struct {
	Status string `json:"status"`
}

func main() {
	address := os.Args[1] + "/heartbeats?" + url.Values{"basepath": {os.Args[2]}}.Encode()
	etag, status := "", ""
	for {
		time.Sleep(ask(address, &etag, &status))
	}
}

// Asks once, and says how long to wait until there can be something new.
func ask(address string, etag, status *string) time.Duration {
	wait := 5 * time.Second
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		panic(err)
	}
	request.Header.Set("If-None-Match", *etag)
	answer, err := client.Do(request)
	if err != nil {
		fmt.Fprintln(os.Stderr, "could not ask:", err)
		return wait
	}
	defer answer.Body.Close()
	if found := maxAge.FindStringSubmatch(answer.Header.Get("Cache-Control")); found != nil && found[1] != "0" {
		seconds, _ := strconv.Atoi(found[1])
		wait = time.Duration(seconds) * time.Second
	}
	if answer.StatusCode == http.StatusNotModified {
		return wait
	}
	var heartbeats []heartbeat
	if answer.StatusCode != http.StatusOK || json.NewDecoder(answer.Body).Decode(&heartbeats) != nil {
		fmt.Fprintln(os.Stderr, "could not ask:", answer.Status)
		return wait
	}
	*etag = answer.Header.Get("ETag")
	current := "not known"
	if len(heartbeats) > 0 {
		current = heartbeats[0].Status
	}
	if current != *status {
		fmt.Println(current)
	}
	*status = current
	return wait
}
