package store_test

import (
	"errors"
	"slices"
	"testing"

	"shuniu/kernel/store"
)

func FuzzACursorIsReadAsItWasWrittenAndNothingElseIsRead(f *testing.F) {
	f.Add(int64(0), int64(1)<<62, "")
	f.Add(int64(35), int64(36), "x.01")
	f.Fuzz(func(t *testing.T, a, b int64, typed string) {
		a, b = max(0, a), max(0, b)
		got, err := store.ParseCursor(store.Cursor(a, b), 2)
		if err != nil || !slices.Equal(got, []int64{a, b}) {
			t.Errorf("%d, %d came back as %v, %v", a, b, got, err)
		}
		if got, err := store.ParseCursor(typed, 2); err == nil && store.Cursor(got...) != typed || err != nil && !errors.Is(err, store.ErrCursor) {
			t.Errorf("%q was read as %v, %v", typed, got, err)
		}
	})
}
